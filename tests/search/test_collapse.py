"""Sizes of one product collapse into one result; its colours look different and do not."""

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pgvector import HalfVector

from catalog.models import Availability, Embedding, EncoderVersion, Merchant, Product
from catalog.search.collapse import products_per_group, same_group
from catalog.search.engine import search_products
from catalog.search.query import Filters, SearchQuery, Sort
from catalog.search.results import SearchPage
from tests.encoders import ColourEncoder
from tests.shop import Make, photos_of, plain

pytestmark = pytest.mark.django_db
RED = SearchQuery(photos=photos_of("red"))


def sell(make: Make, colour: str, *sizes: str, group: str = "shoe") -> list[Product]:
    return [
        make(
            f"{colour} {group}",
            colour,
            group_id=group,
            attributes={"color": colour, "size": size} if size else {"color": colour},
        )
        for size in sizes
    ]


def titles_and_sizes(page: SearchPage) -> list[tuple[str, str]]:
    return [(hit.product.title, hit.product.attributes.get("size", "")) for hit in page.hits]


def counts(page: SearchPage, key: str) -> dict[str, int]:
    facet = next(facet for facet in page.facets if facet.key == f"attributes.{key}")
    return {value.value: value.count for value in facet.values}


def test_sizes_collapse_into_one_result_and_colours_do_not(make: Make) -> None:
    sell(make, "red", "41", "42", "43")
    sell(make, "blue", "41", "42")
    page = search_products(RED)
    assert [title for title, _ in titles_and_sizes(page)] == ["red shoe", "blue shoe"]
    assert (page.total, page.ranked) == (2, 2)


def test_browsing_collapses_sizes_into_one_result(make: Make) -> None:
    sell(make, "red", "41", "42", "43")
    assert len(search_products(SearchQuery(sort=Sort.NEWEST)).hits) == 1


def test_products_without_a_group_do_not_collapse(make: Make) -> None:
    sell(make, "red", "41", "42", group="")
    assert len(search_products(RED).hits) == 2


def test_products_of_two_merchants_do_not_collapse(make: Make) -> None:
    sell(make, "red", "41")
    other = Merchant.objects.create(name="Other", slug="other")
    make("red shoe", "red", group_id="shoe", attributes={"color": "red"}, merchant=other)
    assert len(search_products(RED).hits) == 2


def test_the_filtered_size_represents_its_group(make: Make) -> None:
    sell(make, "red", "41", "42", "43")
    filters = Filters(attributes={"size": ("42",)})
    assert titles_and_sizes(search_products(SearchQuery(filters=filters))) == [("red shoe", "42")]


def test_a_size_in_stock_represents_its_group(make: Make) -> None:
    first, _, last = sell(make, "red", "41", "42", "43")
    Product.objects.exclude(pk=first.pk).update(availability=Availability.OUT_OF_STOCK)
    assert titles_and_sizes(search_products(RED)) == [("red shoe", "41")]
    Product.objects.filter(pk=last.pk).update(availability=Availability.IN_STOCK)
    Product.objects.filter(pk=first.pk).update(availability=Availability.OUT_OF_STOCK)
    assert titles_and_sizes(search_products(RED)) == [("red shoe", "43")]


def test_a_size_facet_counts_results_not_products(make: Make) -> None:
    sell(make, "red", "41", "42")
    sell(make, "blue", "42", "43")
    page = search_products(SearchQuery())
    assert counts(page, "size") == {"41": 1, "42": 2, "43": 1}
    assert counts(page, "color") == {"red": 1, "blue": 1}
    chosen = search_products(SearchQuery(filters=Filters(attributes={"size": ("42",)})))
    assert chosen.total == 2


def test_similar_items_leave_out_other_sizes_of_the_product(make: Make) -> None:
    red, *_ = sell(make, "red", "41", "42")
    sell(make, "blue", "41", "42")
    make("red mug", "red")
    page = search_products(SearchQuery(similar_to=red.pk))
    assert {title for title, _ in titles_and_sizes(page)} == {"blue shoe", "red mug"}


def test_same_group_lists_the_sizes_of_a_product(make: Make) -> None:
    reds = sell(make, "red", "41", "42")
    (alone,) = sell(make, "red", "41", group="")
    sell(make, "blue", "41")
    assert sorted(same_group(reds[0].pk)) == [red.pk for red in reds]
    assert same_group(alone.pk) == [alone.pk]


def test_products_per_group_is_the_average(make: Make) -> None:
    assert products_per_group() == 1
    sell(make, "red", "41", "42", "43")
    sell(make, "blue", "41")
    with CaptureQueriesContext(connection) as queries:
        assert products_per_group() == 2
    (query,) = queries
    assert "search_document" not in query["sql"]


def test_a_page_is_full_however_many_sizes_the_best_product_has(
    merchant: Merchant, version: EncoderVersion
) -> None:
    """A red shoe in 400 sizes, more than the window holds, ranks before thirty others."""
    sizes = [("shoe", {"size": str(size)}, "red") for size in range(400)]
    others: list[tuple[str, dict[str, str], str]]
    others = [(f"other-{number}", {}, "blue") for number in range(30)]
    encoder = ColourEncoder()
    for group, attributes, colour in sizes + others:
        product = Product.objects.create(
            merchant=merchant, external_id=f"{group}{attributes}", group_id=group, title=group,
            attributes=attributes, price=1,
        )  # fmt: skip
        halves = encoder.encode_images([plain(colour)]), encoder.encode_texts([group])
        joint = HalfVector(np.concatenate([half[0] for half in halves]))
        Embedding.objects.create(encoder_version=version, product=product, joint=joint)
    page = search_products(RED)
    assert len(page.hits) == 24
    assert page.ranked == 31
    assert page.hits[0].product.group_id == "shoe"
