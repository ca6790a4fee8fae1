from collections.abc import Callable

import pytest

from catalog.vocabulary.building import refresh_vocabulary
from catalog.vocabulary.current import current_vocabulary, forget_vocabulary
from catalog.vocabulary.snapshot import Vocabulary

Refreshed = Callable[[], Vocabulary]


@pytest.fixture
def refreshed() -> Refreshed:
    """refreshed(): the vocabulary of the catalog as it is now."""

    def refreshed() -> Vocabulary:
        refresh_vocabulary()
        forget_vocabulary()
        return current_vocabulary()

    return refreshed
