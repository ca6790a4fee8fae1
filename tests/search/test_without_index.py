"""Searches are exact while the HNSW index is missing or invalid."""

from dataclasses import replace

import pytest
from django.db import connection

from catalog.indexing.hnsw import drop_index, ensure_index
from catalog.models import EncoderVersion
from catalog.search.engine import search_products
from catalog.search.query import SearchQuery
from catalog.search.ranking import RANKING
from tests.shop import Make, photos_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(make: Make, version: EncoderVersion) -> EncoderVersion:
    """A shop of three products, all of them in the index."""
    for colour in ("red", "blue", "green"):
        make(f"{colour} cup", colour)
    assert ensure_index(version)
    return version


def titles() -> list[str]:
    """Return what the index finds: an exact limit of 0 sends even a tiny shop through it."""
    ranking = replace(RANKING, exact_limit=0)
    page = search_products(SearchQuery(photos=photos_of("blue")), ranking=ranking)
    return [hit.product.title for hit in page.hits]


def test_a_missing_index_changes_no_result(shop: EncoderVersion) -> None:
    before = titles()
    drop_index(shop)
    assert titles() == before
    assert before[0] == "blue cup"


def test_an_invalid_index_changes_no_result(shop: EncoderVersion) -> None:
    before = titles()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass(%s)",
            [shop.index_name],
        )
    assert titles() == before
    assert before[0] == "blue cup"
