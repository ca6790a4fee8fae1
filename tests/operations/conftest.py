import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder for Postgres. Not tmp_path: as root, Postgres runs as another account, and each
    new run of pytest makes its base folder private to root again."""
    with tempfile.TemporaryDirectory(prefix="shop-test-", ignore_cleanup_errors=True) as name:
        yield Path(name)
