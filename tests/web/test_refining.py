"""Facet links and filter chips."""

from dataclasses import replace

import pytest
from django.http import QueryDict
from django.utils import timezone

from catalog.search.results import Facet, FacetValue, SearchPage
from catalog.web.filter_chips import chips
from catalog.web.refining import FacetLinks, facet_panel
from catalog.web.search_url import SearchUrl

CATEGORIES = ("bags", "clothing", "clothing/tops", "clothing/tops/shirts", "home", "home/rugs")


def page(*facets: Facet, lower_bound: bool = False) -> SearchPage:
    counted = tuple(replace(each, values=_bounded(each, lower_bound)) for each in facets)
    return SearchPage(
        hits=(),
        total=0,
        total_is_lower_bound=lower_bound,
        ranked=0,
        facets=counted,
        at=timezone.now(),
    )


def _bounded(facet: Facet, lower_bound: bool) -> tuple[FacetValue, ...]:
    return tuple(replace(each, count_is_lower_bound=lower_bound) for each in facet.values)


def facet(key: str, *values: str, selected: str = "") -> Facet:
    return Facet(
        key=key,
        label=key,
        values=tuple(
            FacetValue(value=value, label=value.title(), count=3, selected=value == selected)
            for value in values
        ),
    )


def url(query_string: str = "") -> SearchUrl:
    return SearchUrl.parse(QueryDict(query_string))


def only(page: SearchPage, url: SearchUrl) -> FacetLinks:
    panel = facet_panel(page, url=url)
    (links,) = filter(None, (panel.tree, *panel.open))
    return links


def test_choosing_a_facet_value_adds_it_to_the_search() -> None:
    links = only(page(facet("attributes.color", "blue", "red")), url("q=cup&page=2"))
    assert str(links.first[0].url) == "/search/?q=cup&attr.color=blue"


def test_choosing_a_selected_facet_value_removes_it() -> None:
    chosen = facet("brand", "Norda", selected="Norda")
    links = only(page(chosen), url("brand=Norda&q=cup"))
    assert str(links.first[0].url) == "/search/?q=cup"


@pytest.mark.parametrize(("lower_bound", "shown"), [(False, "3"), (True, "3+")])
def test_a_facet_count_that_is_a_lower_bound_has_a_plus(lower_bound: bool, shown: str) -> None:
    links = only(page(facet("brand", "A", "B"), lower_bound=lower_bound), url())
    assert links.first[0].count == shown


def test_a_long_facet_shows_its_most_frequent_values_first() -> None:
    links = only(page(facet("brand", *"abcdefghij")), url())
    assert [len(links.first), len(links.rest)] == [8, 2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("selected", "shown"),
    [
        ("", ["Bags", "Clothing", "Home"]),
        ("clothing", ["Bags", "Clothing", "Clothing/Tops", "Home"]),
        ("clothing/tops", ["Bags", "Clothing", "Clothing/Tops", "Clothing/Tops/Shirts", "Home"]),
    ],
)
def test_the_category_tree_opens_at_the_selected_category(selected: str, shown: list[str]) -> None:
    links = only(page(facet("category", *CATEGORIES, selected=selected)), url())
    assert [link.label for link in links.first] == shown


def test_each_filter_has_a_chip_that_removes_only_that_filter() -> None:
    address = url("q=cup&brand=norda&attr.color=blue&price_max=20&sort=newest")
    shown = chips(address, facets=[facet("brand", "norda")])
    assert {chip.label: str(chip.url) for chip in shown} == {
        "Norda": "/search/?q=cup&attr.color=blue&price_max=20&sort=newest",
        "blue": "/search/?q=cup&brand=norda&price_max=20&sort=newest",
        "up to 20": "/search/?q=cup&brand=norda&attr.color=blue&sort=newest",
    }


@pytest.mark.parametrize(
    ("currency", "label"), [("EUR", "up to €19.90"), ("JPY", "up to ¥19.9"), ("", "up to 19,9")]
)
def test_a_price_chip_names_the_currency(currency: str, label: str) -> None:
    (chip,) = chips(url("price_max=19,9"), facets=[], currency=currency)
    assert chip.label == label


def test_a_filter_without_results_still_has_a_labelled_chip() -> None:
    shown = chips(url("category=clothing/tops&availability=in_stock&exclude=stripes"), facets=[])
    assert [chip.label for chip in shown] == ["tops", "In stock", "no stripes"]
