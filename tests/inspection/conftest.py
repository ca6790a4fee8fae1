from collections.abc import Callable
from functools import partial

import pytest

from catalog.inspection.slices import _readers
from catalog.models import EncoderVersion, Merchant, Product
from tests.inspection.shelves import shelve

Shelve = Callable[..., list[Product]]


@pytest.fixture(autouse=True)
def forgotten_readers() -> None:
    """Let no test see what an earlier one has learned."""
    _readers.cache_clear()


@pytest.fixture
def stock(version: EncoderVersion, merchant: Merchant) -> Shelve:
    """stock(colour, count, **fields): products of the merchant, unless `to` is another."""
    return partial(shelve, version=version, to=merchant)


@pytest.fixture
def coloured(stock: Shelve) -> None:
    """30 products each that say they are red, green or blue."""
    for colour in ("red", "green", "blue"):
        stock(colour, 30, attributes={"color": colour})
