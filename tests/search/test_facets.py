"""Facets: the values a shopper can filter by, with counts."""

import pytest

from catalog.search.engine import search_products
from catalog.search.query import ExamplePhoto, Filters, SearchQuery
from tests.shop import Make, category, photos_of

pytestmark = pytest.mark.django_db


def counts(query: SearchQuery, key: str) -> dict[str, int]:
    facets = {facet.key: facet for facet in search_products(query).facets}
    return {value.value: value.count for value in facets[key].values} if key in facets else {}


@pytest.fixture
def shelf(make: Make) -> None:
    make("Blue tee", "blue", brand="Acme", attributes={"color": "blue", "size": "m"})
    make("Red tee", "red", brand="Acme", attributes={"color": "red", "size": "m"})
    make("Red cap", "red", brand="Best", attributes={"color": "red", "size": "s"})


@pytest.mark.usefixtures("shelf")
def test_facets_count_the_products_of_each_value() -> None:
    assert counts(SearchQuery(text="tee"), "brand") == {"Acme": 2, "Best": 1}
    assert counts(SearchQuery(text="tee"), "attributes.color") == {"red": 2, "blue": 1}


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("photos", [(), photos_of("red")])
def test_choosing_a_facet_value_finds_as_many_products_as_counted(
    photos: tuple[ExamplePhoto, ...],
) -> None:
    for value, count in counts(SearchQuery(photos=photos), "attributes.color").items():
        chosen = Filters(attributes={"color": (value,)})
        page = search_products(SearchQuery(filters=chosen, photos=photos))
        assert (page.total, len(page.hits)) == (count, count)


@pytest.mark.usefixtures("shelf")
def test_a_facet_ignores_its_own_selection_but_no_other() -> None:
    chosen = SearchQuery(text="tee", filters=Filters(attributes={"color": ("blue",)}))
    assert counts(chosen, "attributes.color") == {"red": 2, "blue": 1}
    assert counts(chosen, "brand") == {"Acme": 1}


@pytest.mark.usefixtures("shelf")
def test_a_selected_value_without_products_is_listed_with_zero() -> None:
    chosen = SearchQuery(filters=Filters(brands=("Gone",)))
    assert counts(chosen, "brand") == {"Acme": 2, "Best": 1, "Gone": 0}


@pytest.fixture
def spelled(make: Make) -> None:
    make("Blue tee", "blue", brand="Acmex")
    make("Red tee", "red", brand="Acmex")
    make("Red cap", "red", brand="ACMEX")
    make("Green cap", "green", brand="Acmex®")
    make("Green sock", "green", brand="Bést & Co.")
    make("Grey sock", "grey", brand="BEST & CO")
    make("Grey hat", "grey")


def brands(query: SearchQuery) -> list[tuple[str, str, int, bool]]:
    (facet,) = (facet for facet in search_products(query).facets if facet.key == "brand")
    return [(each.value, each.label, each.count, each.selected) for each in facet.values]


@pytest.mark.usefixtures("spelled")
@pytest.mark.parametrize("query", [SearchQuery(), SearchQuery(text="cotton")])
def test_spellings_of_a_brand_are_one_value_under_the_most_frequent(query: SearchQuery) -> None:
    assert brands(query) == [
        ("Acmex", "Acmex", 4, False),
        ("BEST & CO", "BEST & CO", 2, False),
    ]


@pytest.mark.usefixtures("spelled")
@pytest.mark.parametrize("brand", ["Acmex", "ACMEX", "acmex ®", "A\u0301cme\u00adx"])
def test_a_brand_filter_finds_all_spellings(brand: str) -> None:
    page = search_products(SearchQuery(text="tee", filters=Filters(brands=(brand,))))
    assert page.total == 4
    assert {hit.product.brand for hit in page.hits} == {"Acmex", "ACMEX", "Acmex®"}


@pytest.mark.usefixtures("spelled")
def test_a_selected_brand_keeps_the_spelling_of_the_filter_as_its_value() -> None:
    query = SearchQuery(text="tee", filters=Filters(brands=("ACMEX", "acmex")))
    assert brands(query) == [
        ("ACMEX", "Acmex", 4, True),
        ("BEST & CO", "BEST & CO", 2, False),
    ]


@pytest.mark.usefixtures("spelled")
def test_a_brand_without_letters_is_no_missing_brand(make: Make) -> None:
    make("Star", "red", brand="***")
    page = search_products(SearchQuery(filters=Filters(brands=("***",))))
    assert [hit.product.title for hit in page.hits] == ["Star"]


def test_sizes_under_two_spellings_of_their_brand_count_once(make: Make) -> None:
    for size, brand in (("s", "Acmex"), ("m", "ACMEX"), ("l", "ACMEX")):
        make("Tee", "red", group_id="tee", brand=brand, attributes={"size": size})
    assert brands(SearchQuery(photos=photos_of("red"))) == [("ACMEX", "ACMEX", 1, False)]


def test_a_category_facet_counts_its_children(make: Make) -> None:
    make("Tee", "red", category=category("Clothing/Tops"))
    make("Skirt", "red", category=category("Clothing/Skirts"))
    query = SearchQuery(photos=photos_of("red"))
    assert counts(query, "category") == {
        "clothing": 2,
        "clothing/skirts": 1,
        "clothing/tops": 1,
    }


def test_a_facet_counts_a_product_with_several_photos_once(make: Make) -> None:
    make("Tee", "red", "blue", "green", brand="Acme")
    assert counts(SearchQuery(photos=photos_of("red")), "brand") == {"Acme": 1}
