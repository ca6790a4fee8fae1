import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder for Postgres, which root runs as another account.

    That account cannot pass the base folder of tmp_path, which pytest makes private to root.
    """
    with tempfile.TemporaryDirectory(prefix="shop-test-", ignore_cleanup_errors=True) as name:
        yield Path(name)
