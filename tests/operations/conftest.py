import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """For a Postgres of its own. Not tmp_path: as root, Postgres runs as another account, which
    every further start of pytest on this machine shuts out of pytest's folder."""
    with tempfile.TemporaryDirectory(prefix="shop-test-", ignore_cleanup_errors=True) as name:
        yield Path(name)
