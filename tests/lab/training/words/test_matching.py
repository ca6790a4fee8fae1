"""Merging terms that are one thing."""

import pytest

from lab.training.words import ProductTerm
from lab.training.words.matching import merged, word_key


def _curated(*words: str, broader: str | None = None) -> ProductTerm:
    return ProductTerm(synonyms=words, broader=broader, curated=True)


def _known(*words: str, imagenet: int | None = None) -> ProductTerm:
    return ProductTerm(synonyms=words, gloss="a thing", imagenet=imagenet)


@pytest.mark.parametrize(
    ("one", "other"), [("T-shirts", "t shirt"), ("dresses", "dress"), ("watches", "watch")]
)
def test_spellings_and_numbers_of_a_word_have_one_key(one: str, other: str) -> None:
    assert word_key(one) == word_key(other)


def test_terms_that_share_two_words_become_one_that_knows_what_both_know() -> None:
    (term,) = merged([_curated("sofa", "couch", "settee"), _known("couch", "sofa", imagenet=831)])
    assert term.synonyms == ("sofa", "couch", "settee")
    assert (term.gloss, term.imagenet, term.curated) == ("a thing", 831, True)


def test_a_term_that_shares_two_words_with_two_others_joins_them() -> None:
    (term,) = merged([_curated("a", "b"), _curated("c", "d"), _curated("a", "b", "c", "d")])
    assert term.synonyms == ("a", "b", "c", "d")


def test_terms_that_share_one_word_stay_apart() -> None:
    assert len(merged([_curated("pumps", "plimsolls"), _curated("pumps", "court shoes")])) == 2


def test_of_two_meanings_in_wordnet_the_later_loses_a_shared_word() -> None:
    sandwich, boat = merged([_known("sub", "hoagie", "submarine"), _known("submarine", "sub")])
    assert sandwich.synonyms == ("sub", "hoagie", "submarine")
    assert boat.synonyms == ("submarine",)


def test_no_term_includes_itself() -> None:
    (term,) = merged([_curated("cap", "hat", broader="cap lid"), _curated("hat", "cap lid", "cap")])
    assert term.broader is None
