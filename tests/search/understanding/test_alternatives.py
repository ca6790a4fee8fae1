"""Several kinds or values in one query: one of them, both, or none."""

import pytest

from catalog.language.synonyms import default_synonyms
from catalog.search.query import SearchQuery
from catalog.search.understanding.understand import understand
from catalog.search.understanding.understanding import Understanding
from catalog.vocabulary.rows import category_row, value_row
from catalog.vocabulary.snapshot import Vocabulary

pytestmark = pytest.mark.django_db

ENGLISH = ("english",)
CATEGORIES = ("Boots", "Sneakers", "Dresses", "Mugs", "Bags")
VALUES = {
    "brand": ("Norda", "Ilmari"),
    "attributes.color": ("red", "blue", "green", "white", "light blue"),
    "attributes.pattern_color": ("white", "red"),
    "attributes.material": ("leather", "suede"),
    "attributes.height": ("knee-high", "low"),
}
SHOP = Vocabulary(
    [
        *(category_row(name.lower(), name, 9, n, ENGLISH) for n, name in enumerate(CATEGORIES, 1)),
        *(value_row(facet, [(value, 9)], ENGLISH) for facet, of in VALUES.items() for value in of),
    ],
    ENGLISH,
    {"english": default_synonyms("english")},
)


def read(text: str) -> Understanding:
    return understand(SearchQuery(text=text), SHOP)


def colours_of(text: str) -> list[tuple[tuple[str, str], ...]]:
    return [concept.attributes for concept in read(text).concepts if concept.attributes]


def labels(text: str) -> list[str]:
    return sorted(concept.label for concept in read(text).concepts)


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("red or blue dress", ["Dresses", "red or blue"]),
        ("RED OR BLUE DRESS", ["Dresses", "red or blue"]),
        ("red/blue dress", ["Dresses", "red or blue"]),
        ("dress in red or blue", ["Dresses", "red or blue"]),
        ("red, light blue or green dress", ["Dresses", "red or light blue or green"]),
        ("norda or ilmari dress", ["Dresses", "Norda or Ilmari"]),
        ("boots or sneakers", ["Boots or Sneakers"]),
        ("boots and sneakers", ["Boots or Sneakers"]),
        ("boots, sneakers", ["Boots or Sneakers"]),
        ("leather boots & bags", ["Boots or Bags", "leather"]),
        ("red and white dress", ["Dresses", "red", "white"]),
        ("red, leather boots", ["Boots", "leather", "red"]),
        ("leather or red boots", ["Boots", "leather", "red"]),
        ("boots or", ["Boots"]),
    ],
)
def test_alternatives_are_one_concept(text: str, concepts: list[str]) -> None:
    assert labels(text) == concepts


def test_alternatives_have_the_facts_of_each() -> None:
    value, kind = sorted(read("red or blue boots and mugs").concepts, key=lambda c: c.is_kind)
    assert value.attributes == (("color", "red"), ("color", "blue"))
    assert value.span.of("red or blue boots and mugs") == "red or blue"
    assert kind.category_ids == (1, 4)


@pytest.mark.parametrize(
    ("text", "excluded", "concepts"),
    [
        ("no leather boots", ["leather"], ["Boots"]),
        ("not red boots", ["red"], ["Boots"]),
        ("not a red dress", ["red"], ["Dresses"]),
        ("anything but red mugs", ["red"], ["Mugs"]),
        ("dress in any colour but red", ["red"], ["Dresses"]),
        ("any color but red dress", ["red"], ["Dresses"]),
        ("please no leather boots", ["leather"], ["Boots"]),
        ("no red or white mugs", ["red", "white"], ["Mugs"]),
        ("non-leather boots", ["leather"], ["Boots"]),
        ("red non leather boots", ["leather"], ["Boots", "red"]),
        ("leather-free boots", ["leather"], ["Boots"]),
        ("boots leather free", ["leather"], ["Boots"]),
        ("boots non leather", ["leather"], ["Boots"]),
        ("no leather", [], ["leather"]),
        ("no norda boots", [], ["Boots", "Norda"]),
    ],
)
def test_a_value_is_excluded_before_what_is_wanted(
    text: str, excluded: list[str], concepts: list[str]
) -> None:
    understanding = read(text)
    assert [each.phrase for each in understanding.exclusions] == excluded
    assert labels(text) == concepts


def test_what_is_excluded_is_not_searched_for() -> None:
    assert read("no leather boots").wordings == ("boots",)


def test_of_two_colours_one_may_be_that_of_the_pattern() -> None:
    both = (("color", "red"), ("pattern_color", "red"))
    assert colours_of("red dress with white")[0] == both
    assert colours_of("red dress") == [both[:1]]


def test_words_that_say_two_things_are_not_taken_as_a_synonym_of_one() -> None:
    assert labels("knee high boots") == ["Boots", "knee-high"]


def test_the_number_of_concepts_is_bounded() -> None:
    everything = [*CATEGORIES, *(value for of in VALUES.values() for value in of)]
    assert len(read(" ".join(everything)).concepts) == 12
    assert labels("red " * 50) == ["red"]


def test_a_word_for_two_kinds_is_labelled_by_both() -> None:
    assert labels("shoes") == ["Sneakers or Boots"]
    assert labels("sneaker") == ["Sneakers"]
