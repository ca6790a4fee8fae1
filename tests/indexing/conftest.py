from collections.abc import Iterator

import pytest

from catalog.embedding import registry
from tests.indexing.shop import CountingEncoder


@pytest.fixture
def encoder() -> Iterator[CountingEncoder]:
    mine = CountingEncoder()
    with registry.override_encoder(mine):
        yield mine
