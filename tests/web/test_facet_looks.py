"""The look of a facet: swatches, pattern tiles, sizes in order, a tree or a list."""

import re
from pathlib import Path

import pytest

from catalog.language.colours import colours_of
from catalog.search.results import Facet, FacetValue
from catalog.web.facet_looks import PATTERNS, Look, in_order_of_size, look_of, pattern_of

SPRITE = Path("static/shop/patterns.svg")


def values(*labels: str) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(value=each, label=each, count=1, selected=False) for each in labels)


def facet(key: str, *labels: str) -> Facet:
    return Facet(key=key, label=key, values=values(*labels))


@pytest.mark.parametrize(
    ("key", "labels", "look"),
    [
        ("category", ("Bags", "Lamps"), Look.TREE),
        ("brand", ("Navy", "Gold"), Look.LIST),
        ("attributes.color", ("navy", "mint"), Look.SWATCHES),
        ("attributes.pattern_color", ("navy", "mint", "something"), Look.SWATCHES),
        ("attributes.Farbe", ("Dunkelgrün", "Weiß"), Look.SWATCHES),
        ("attributes.color", ("RAL 7016", "C-12", "navy"), Look.LIST),
        ("attributes.material", ("gold", "silver"), Look.LIST),
        ("attributes.pattern", ("striped", "Polka dot"), Look.PATTERNS),
        ("attributes.Muster", ("gestreift", "kariert"), Look.PATTERNS),
        ("attributes.size", ("XS", "M"), Look.SIZES),
        ("attributes.Größe", ("38", "40"), Look.SIZES),
        ("attributes.size", ("large", "cabin"), Look.SIZES),
        ("attributes.size", ("to share", "for one"), Look.LIST),
    ],
)
def test_a_facet_has_the_look_of_its_kind(key: str, labels: tuple[str, ...], look: Look) -> None:
    assert look_of(facet(key, *labels)) is look


@pytest.mark.parametrize(
    "ordered",
    [
        ["XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL", "4XL"],
        ["x-small", "small", "medium", "large", "x-large"],
        ["S/M", "M/L", "L/XL"],
        ["36", "37", "37.5", "38", "39", "100"],
        ["30/30", "30/32", "32/30", "32/34"],
        ["92-98", "104-110", "122-128"],
        ["one size", "S", "XL", "38", "40"],
    ],
)
def test_sizes_are_in_their_natural_order(ordered: list[str]) -> None:
    assert [each.label for each in in_order_of_size(values(*sorted(ordered)))] == ordered


@pytest.mark.parametrize(
    ("label", "colours"),
    [
        ("Navy", ("#1c2854",)),
        ("GRÜN", ("#288a42",)),
        ("Navy/White", ("#1c2854", "#ffffff")),
        ("black and gold", ("#222226", "#d4af37")),
        ("rot, weiß und blau", ("#cc2028", "#ffffff", "#225cc8")),
        ("off-white", ("#f5ecd2",)),
        ("Quolz", ()),
        ("Navy/Quolz", ()),
        ("", ()),
        ("/", ()),
    ],
)
def test_colour_words_have_the_colours_of_a_swatch(label: str, colours: tuple[str, ...]) -> None:
    assert colours_of(label) == colours


def test_shades_of_a_colour_are_lighter_and_darker_than_it() -> None:
    (plain,), (light,), (dark,) = map(colours_of, ("coral", "light coral", "dunkelkoralle"))
    assert dark < plain < light


def test_many_colours_at_once_are_several_stripes() -> None:
    assert len(colours_of("Bunt")) == len(colours_of("multicolour")) == 4


def test_a_hostile_colour_costs_no_more_than_its_length_allows() -> None:
    assert colours_of("and " * 100_000) == ()


def test_every_pattern_has_its_tile() -> None:
    named = set(re.findall(r"^(\w+) =", PATTERNS.read_text(), re.MULTILINE))
    drawn = set(re.findall(r'<symbol id="(\w+)"', SPRITE.read_text()))
    assert named == drawn


@pytest.mark.parametrize(
    ("label", "symbol"),
    [("Polka dot", "dotted"), ("geblümt", "floral"), ("Quolz", ""), ("colour block", "two_tone")],
)
def test_pattern_words_have_a_tile(label: str, symbol: str) -> None:
    assert pattern_of(label) == symbol
