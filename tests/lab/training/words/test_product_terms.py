"""The words of what shops sell: all sources together."""

from collections import Counter
from itertools import combinations

import pytest

from lab.training.words import ProductTerm, is_held_out_synonym, product_terms
from lab.training.words.matching import word_key


def _terms_with(word: str) -> list[ProductTerm]:
    return [term for term in product_terms() if word in term.synonyms]


def test_there_are_thousands_of_terms_and_each_has_words() -> None:
    terms = product_terms()
    assert 8_000 <= len(terms) <= 16_000
    assert all(word.strip() for term in terms for word in term.synonyms)
    assert all(term.synonyms for term in terms)


def test_every_imagenet_class_is_the_class_of_one_term() -> None:
    classes = [term.imagenet for term in product_terms() if term.imagenet is not None]
    assert sorted(classes) == list(range(1_000))


@pytest.mark.parametrize(
    ("word", "index"),
    [("tench", 0), ("backpack", 414), ("running shoe", 770), ("teapot", 849), ("lemon", 951)],
)
def test_a_term_knows_its_imagenet_class(word: str, index: int) -> None:
    assert index in {term.imagenet for term in _terms_with(word)}


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("pram", "baby carriage"),
        ("brolly", "umbrella"),
        ("frock", "dress"),
        ("wellies", "rain boots"),
        ("settee", "sofa"),
        ("gilet", "body warmer"),
        ("trainers", "sneakers"),
        ("jumper", "sweater"),
        ("nappy", "diaper"),
        ("torch", "flashlight"),
    ],
)
def test_british_and_american_words_are_synonyms(british: str, american: str) -> None:
    assert any(american in term.synonyms for term in _terms_with(british))


def test_a_term_knows_what_includes_it() -> None:
    assert "chair" in {term.broader for term in _terms_with("armchair")}


def test_no_two_terms_share_two_words() -> None:
    pairs = Counter(
        pair
        for term in product_terms()
        for pair in combinations(sorted({word_key(word) for word in term.synonyms}), 2)
    )
    assert [pair for pair, count in pairs.items() if count > 1] == []


def test_about_a_tenth_of_the_terms_with_synonyms_is_held_out() -> None:
    eligible = [term for term in product_terms() if len(term.synonyms) > 1 and not term.curated]
    held_out = [term for term in eligible if is_held_out_synonym(term)]
    assert 0.08 < len(held_out) / len(eligible) < 0.12


def test_words_of_the_projects_own_lists_are_never_held_out() -> None:
    assert not any(is_held_out_synonym(term) for term in product_terms() if term.curated)


@pytest.mark.parametrize(
    "word",
    ["Carassius auratus", "genus Rosa", "golliwog", "howitzer", "skyscraper", "heroin", "antibody"],
)
def test_no_latin_names_weapons_buildings_drugs_or_insults(word: str) -> None:
    assert _terms_with(word) == []


@pytest.mark.parametrize("word", ["smartwatch", "hoodie", "air fryer", "yoga mat", "power bank"])
def test_words_of_todays_shops_are_known(word: str) -> None:
    assert _terms_with(word)


def test_a_dark_colour_is_no_synonym_of_the_colour() -> None:
    assert not any("dark-green" in term.synonyms for term in _terms_with("green"))


def test_no_term_is_broader_than_itself() -> None:
    assert [term for term in product_terms() if term.broader in term.synonyms] == []
