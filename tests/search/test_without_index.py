"""The approximate index is missing, or a build left it invalid: searches go on, exactly."""

import pytest
from django.db import connection

from catalog.indexing.hnsw import drop_index, ensure_index
from catalog.models import EncoderVersion
from catalog.search.engine import search_products
from catalog.search.query import SearchQuery
from tests.shop import Make, photo_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(make: Make, version: EncoderVersion) -> EncoderVersion:
    """Searched through its index, which holds all of it."""
    for colour in ("red", "blue", "green"):
        make(f"{colour} cup", colour)
    assert ensure_index(version)
    return version


def titles() -> list[str]:
    """None of the shop is small enough to be compared without the index."""
    found = search_products(SearchQuery(photo=photo_of("blue")), exact_limit=0)
    return [hit.product.title for hit in found.hits]


def test_a_missing_one_changes_no_result(shop: EncoderVersion) -> None:
    before = titles()
    drop_index(shop)
    assert titles() == before
    assert before[0] == "blue cup"


def test_an_invalid_one_changes_no_result(shop: EncoderVersion) -> None:
    before = titles()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass(%s)",
            [shop.index_name],
        )
    assert titles() == before
    assert before[0] == "blue cup"
