import itertools
from collections.abc import Iterator

import pytest

from lab.training.ahead import computed_ahead


def test_items_come_in_order() -> None:
    assert list(itertools.islice(computed_ahead(itertools.count()), 50)) == list(range(50))


def test_an_error_is_raised_where_its_item_would_be() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise ValueError("the second item")

    items = computed_ahead(failing())
    assert next(items) == 1
    with pytest.raises(ValueError, match="the second item"):
        next(items)
