"""The choice of the facets that are open: those that divide the results best."""

import pytest

from catalog.search.results import Facet, FacetValue
from catalog.web.facet_choice import choose_facets, diversity


def facet(key: str, *counts: int, selected: bool = False) -> Facet:
    """Return a facet with the values "0", "1" and so on. `selected` selects the first."""
    values = [
        FacetValue(
            value=str(number),
            label=str(number),
            count=count,
            listed=count,
            selected=selected and number == 0,
        )
        for number, count in enumerate(counts)
    ]
    return Facet(key=key, label=key, values=tuple(values))


def attribute(name: str, *counts: int, selected: bool = False) -> Facet:
    return facet(f"attributes.{name}", *counts, selected=selected)


def names(facets: tuple[Facet, ...]) -> list[str]:
    return [facet.key.removeprefix("attributes.") for facet in facets]


@pytest.mark.parametrize(
    ("counts", "share"),
    [
        ((5, 5), 0.5),  # half of the ordered pairs, with repetition
        ((10,), 0.0),
        ((9, 1), 0.18),
        ((1, 1), 0.02),  # only two of ten results have the attribute
        ((), 0.0),
    ],
)
def test_diversity_is_the_share_of_result_pairs_with_different_values(
    counts: tuple[int, ...], share: float
) -> None:
    assert diversity(attribute("color", *counts), total=10) == pytest.approx(share)


def test_more_diverse_attributes_come_first() -> None:
    rare = attribute("voltage", 3, 3)
    lopsided = attribute("gender", 98, 2)
    unique = attribute("model", *[1] * 40)
    even = attribute("color", 30, 30, 40)
    chosen = choose_facets([rare, lopsided, unique, even], total=100)
    assert names(chosen.open) == ["color", "gender", "model", "voltage"]


def test_six_attributes_are_open_beside_the_fixed_facets() -> None:
    fixed = [facet("category", 5, 5), facet("brand", 9, 1)]
    attributes = [attribute(f"a{n}", 5, 5 - n % 4) for n in range(8)]
    chosen = choose_facets([*fixed, *attributes], total=10)
    assert names(chosen.open) == ["category", "brand", "a0", "a4", "a1", "a5", "a2", "a6"]
    assert names(chosen.folded) == ["a3", "a7"]


def test_a_facet_with_a_single_value_is_not_shown() -> None:
    chosen = choose_facets([facet("merchant", 10), attribute("color", 10)], total=10)
    assert (chosen.open, chosen.folded) == ((), ())


def test_a_facet_with_a_selection_is_always_open() -> None:
    useful = [attribute(f"a{n}", 5, 5) for n in range(6)]
    selected = attribute("voltage", 1, selected=True)
    chosen = choose_facets([*useful, selected], total=10)
    assert names(chosen.open) == ["voltage", "a0", "a1", "a2", "a3", "a4"]
    assert names(chosen.folded) == ["a5"]


def test_more_than_six_facets_with_a_selection_are_all_open() -> None:
    selected = [attribute(f"s{n}", 1, selected=True) for n in range(8)]
    chosen = choose_facets([attribute("color", 5, 5), *selected], total=10)
    assert len(chosen.open) == 8
    assert names(chosen.folded) == ["color"]


def test_a_selected_value_without_results_keeps_its_facet_open() -> None:
    chosen = choose_facets([attribute("color", 0, selected=True)], total=0)
    assert names(chosen.open) == ["color"]
