"""Language files: each has the shape, and a mistake in one is named."""

import re
from dataclasses import fields
from itertools import chain

import pytest
from django.conf import settings

from catalog.language.language_data import (
    FOLDER,
    Exclusions,
    Inflection,
    LanguageData,
    LanguageDataError,
    Prices,
    Sizes,
    available_languages,
    language_data,
    read_language,
)
from catalog.language.normalise import fold
from catalog.search.query import Sort


def test_english_and_german_have_files() -> None:
    assert {"english", "german"} <= set(available_languages())


@pytest.mark.parametrize("name", ["simple", "french", "../english", ""])
def test_a_language_without_a_file_has_empty_data(name: str) -> None:
    assert language_data(name) == LanguageData()


@pytest.mark.parametrize("name", available_languages())
def test_a_language_file_has_what_understanding_needs(name: str) -> None:
    data = language_data(name)
    prices, exclusions = data.prices, data.exclusions
    assert all(
        [
            prices.below, prices.above, prices.between, prices.between_and, prices.starting,
            prices.up_to, prices.around, exclusions.cues, exclusions.lacks, data.currencies,
            data.units,
            data.sorts, data.available, data.prepositions, data.conjunctions, data.sizes.cues,
            data.small_words,
        ]
    )  # fmt: skip


@pytest.mark.parametrize("name", available_languages())
def test_sort_orders_currencies_and_numbers_exist(name: str) -> None:
    data = language_data(name)
    assert set(data.sorts.values()) <= set(Sort)
    codes = set(data.currencies.values()) - {""}
    assert all(re.fullmatch("[A-Z]{3}", code) for code in codes)
    assert all(number > 0 for number in data.numbers.values())


@pytest.mark.parametrize("name", available_languages())
def test_inflection_is_written_folded(name: str) -> None:
    inflection = language_data(name).inflection
    words = chain(inflection.exceptions, inflection.exceptions.values(), inflection.suffixes)
    assert [word for word in words if word != fold(word)] == []


@pytest.mark.parametrize("name", available_languages())
def test_no_phrase_is_listed_twice(name: str) -> None:
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    lists = re.findall(r"^(\w+) = \[(.*?)\]", text, re.MULTILINE | re.DOTALL)
    phrases = {key: re.findall(r'"([^"]*)"', listed) for key, listed in lists}
    assert {key: p for key, p in phrases.items() if len(p) != len(set(p))} == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[prices", "klingon.toml: "),
        ("color = []", "klingon.toml has no color; it may have inflection, prices,"),
        ("[prices]\nbelow_ = []", "klingon.toml: prices has no below_; it may have below, above,"),
        ('[prices]\nbelow = "under"', "klingon.toml: prices: below must be a list of strings"),
        ("units = [1]", "klingon.toml: units, entry 1 must be a string that is not empty"),
        ('units = ["cm", " "]', "klingon.toml: units, entry 2 must be a string that is not empty"),
        ("prices = 1", "klingon.toml: prices must be a table"),
        ("[currencies]\neuro = 1", "klingon.toml: currencies.euro must be a string"),
        ('[numbers]\nten = "10"', "klingon.toml: numbers.ten must be a whole number"),
        ('[exclusions.lacks]\nsleeveless = "sleeve"', "lacks.sleeveless must be a list of strings"),
        ("[sorts]\n\"\" = 'newest'", "klingon.toml: sorts must be a string that is not empty"),
        ("sorts = []", "klingon.toml: sorts must be a table"),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, message: str) -> None:
    with pytest.raises(LanguageDataError, match=re.escape(message)):
        read_language(text, "klingon.toml")


def test_a_file_may_leave_out_what_its_language_lacks() -> None:
    data = read_language('units = ["cm"]\n[inflection]\nstemmer = "german"', "klingon.toml")
    assert data.units == ("cm",)
    assert data.inflection.stemmer == "german"
    assert data.prices == LanguageData().prices


def test_the_documentation_describes_every_key() -> None:
    text = (settings.BASE_DIR / "docs" / "languages.md").read_text(encoding="utf-8")
    shapes = (LanguageData, Inflection, Prices, Exclusions, Sizes)
    keys = {key.name for shape in shapes for key in fields(shape)}
    assert {key for key in keys if not re.search(rf"[`.\[]{key}[`\]]", text)} == set()
