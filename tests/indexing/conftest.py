from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from catalog.embedding import registry
from tests.indexing.shop import CountingEncoder


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[Path]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


@pytest.fixture
def encoder() -> Iterator[CountingEncoder]:
    mine = CountingEncoder()
    with registry.use(mine):
        yield mine
