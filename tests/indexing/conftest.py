from collections.abc import Iterator

import pytest

from catalog.embedding import registry
from tests.indexing.products import CountingEncoder


@pytest.fixture
def encoder() -> Iterator[CountingEncoder]:
    encoder = CountingEncoder()
    with registry.override_encoder(encoder):
        yield encoder
