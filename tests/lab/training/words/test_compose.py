"""Pairs of wordings of one thing."""

import random

import pytest

from lab.demo.synonyms import COLOUR_WORDS
from lab.training.words.compose import compose
from lab.training.words.curated import shop_terms
from lab.training.words.departments import DEPARTMENTS

PAIRS = [compose(random.Random(seed)) for seed in range(2_000)]


def test_the_same_seed_gives_the_same_pair() -> None:
    assert compose(random.Random(7)) == PAIRS[7]


def test_the_two_wordings_are_different() -> None:
    assert [pair for pair in PAIRS if pair[0] == pair[1]] == []


def test_hardly_any_pair_comes_twice() -> None:
    assert len(set(PAIRS)) > 1_900


def test_both_wordings_name_the_same_thing() -> None:
    things = [term.synonyms for term in shop_terms()]

    def named(wording: str) -> set[int]:
        return {
            number
            for number, words in enumerate(things)
            if any(f" {word} " in f" {wording} " for word in words)
        }

    assert [pair for pair in PAIRS[:300] if not named(pair[0]) & named(pair[1])] == []


@pytest.mark.parametrize("colour", ["burgundy", "turquoise"])
def test_a_colour_in_one_wording_is_in_the_other(colour: str) -> None:
    words = COLOUR_WORDS[colour]
    naming = [pair for pair in PAIRS if any(colour in wording for wording in pair)]
    assert naming
    for pair in naming:
        assert all(any(word in wording for word in words) for wording in pair)


def test_every_department_has_things_to_word() -> None:
    broader = {term.broader for term in shop_terms()}
    assert all(department.broader <= broader for department in DEPARTMENTS)
