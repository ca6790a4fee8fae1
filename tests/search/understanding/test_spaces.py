"""Spaces that shoppers leave out or put in, between words and around numbers."""

import pytest

from catalog.language.synonyms import default_synonyms
from catalog.search.query import SearchQuery
from catalog.search.understanding.understand import understand
from catalog.search.understanding.understanding import Understanding
from catalog.vocabulary.rows import category_row, title_row, value_row
from catalog.vocabulary.snapshot import Vocabulary

pytestmark = pytest.mark.django_db

ENGLISH = ("english",)
SHOP = Vocabulary(
    [
        category_row("dresses", "Dresses", 9, 1, ENGLISH),
        category_row("backpacks", "Backpacks", 9, 2, ENGLISH),
        category_row("bags", "Bags", 9, 3, ENGLISH),
        value_row("attributes.color", [("red", 9)], ENGLISH),
        value_row("attributes.storage", [("64 GB", 9)], ENGLISH),
        *(title_row(word, 9, ENGLISH) for word in ("backpack", "pack", "sugar", "free")),
    ],
    ENGLISH,
    {"english": default_synonyms("english")},
)


def read(text: str) -> Understanding:
    return understand(SearchQuery(text=text), SHOP)


@pytest.mark.parametrize(
    ("text", "labels", "corrected"),
    [
        ("reddress", ["red", "Dresses"], "red dress"),
        ("dressred", ["Dresses", "red"], "dress red"),
        ("my REDDRESS please", ["red", "Dresses"], "my RED DRESS please"),
        ("bagpack", ["Backpacks"], "backpack"),
        ("redred", ["red"], "red red"),
        ("redundant", [], ""),
    ],
)
def test_a_missing_space_is_put_between_two_words_of_the_shop(
    text: str, labels: list[str], corrected: str
) -> None:
    understanding = read(text)
    assert [concept.label for concept in understanding.concepts] == labels
    assert understanding.corrected == corrected


def test_words_with_a_missing_space_are_searched_for_apart() -> None:
    assert read("sugarfree").text == "sugar free"
    assert read("sugarfree").wordings == ("sugar free",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("iphone15", {"iphone15", "iphone 15"}),
        ("wh1000xm5", {"wh1000xm5", "wh 1000xm5", "wh 1000 xm 5", "wh 1000 xm5"}),
        ("128gb", {"128gb", "128 gb", "128 gigabyte"}),
        ("128 GB", {"128gb", "128 gb"}),
        ("2 metre", {"2m", "2 m"}),
        ("two seater", {"2 seater", "two seater", "twoseater", "2 seat"}),
        ("2 seats", {"two seater"}),
        ("27in", {"27in", "27 inch", "27inch", "27"}),
        ("27 inches", {"27in", "27 inch", "27"}),
    ],
)
def test_a_measure_or_model_is_found_however_it_is_written(text: str, said: set[str]) -> None:
    (concept,) = read(text).concepts
    assert said <= set(concept.phrases)
    assert not concept.has_facts


def test_a_measure_that_the_shop_names_is_that_value() -> None:
    (concept,) = read("64gb").concepts
    assert concept.attributes == (("storage", "64 GB"),)


@pytest.mark.parametrize("text", ["1a2b3c4d5e6f7g", "x1" * 250, "1x" * 250, "a1 " * 160])
def test_long_runs_of_letters_and_digits_cost_little(text: str) -> None:
    assert sum(len(concept.phrases) for concept in read(text).concepts) <= 16
