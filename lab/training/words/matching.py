"""Merging of terms that are one thing, so that no two terms share two of their words.

What is held out of one term would otherwise be learnt from the other.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Final

from lab.training.words.term import ProductTerm

_Pair = tuple[str, str]
_SIGNS: Final = re.compile(r"[^a-z0-9]+")
_PLURAL: Final = re.compile(r"(?<=[sxz])es$|(?<=[cs]h)es$|(?<=[^s])s$")


@cache
def word_key(word: str) -> str:
    """What "T-shirts" and "t shirt" share."""
    return _PLURAL.sub("", _SIGNS.sub("", word.lower()))


def merged(terms: Iterable[ProductTerm]) -> tuple[ProductTerm, ...]:
    """Merge terms that share two words. The earlier of them has precedence in all it knows.

    Terms with a gloss each are different things: the later one loses words that both have.
    """
    of_numbers = dict[int, ProductTerm]()
    owners = dict[_Pair, int]()
    for number, new in enumerate(terms):
        term = new
        while (pair := _last_shared(term, owners)) is not None:
            earlier = of_numbers[owners[pair]]
            if earlier.gloss and term.gloss:
                term = _without(term, pair)
                continue
            del of_numbers[owners[pair]]
            for shared in _pairs(earlier):
                del owners[shared]
            term = _union(earlier, term)
        of_numbers[number] = term
        owners.update(dict.fromkeys(_pairs(term), number))
    return tuple(of_numbers.values())


def _last_shared(term: ProductTerm, owners: Mapping[_Pair, int]) -> _Pair | None:
    """A pair that an earlier term has too: the latest, as what is merged last has precedence."""
    shared = (pair for pair in _pairs(term) if pair in owners)
    return max(shared, key=owners.__getitem__, default=None)


def _without(term: ProductTerm, pair: _Pair) -> ProductTerm:
    """Drop the word of the pair that comes later in the term."""
    keys = [word_key(word) for word in term.synonyms]
    dropped = max(pair, key=keys.index)
    kept = [word for word in term.synonyms if word_key(word) != dropped]
    return replace(term, synonyms=tuple(kept))


def _pairs(term: ProductTerm) -> Iterator[_Pair]:
    """Every two different words of the term, in a fixed order."""
    return combinations(sorted({word_key(word) for word in term.synonyms}), 2)


def _union(first: ProductTerm, second: ProductTerm) -> ProductTerm:
    words = {word.lower(): word for word in second.synonyms + first.synonyms}
    ordered = dict.fromkeys(word.lower() for word in first.synonyms + second.synonyms)
    above = (first.broader, second.broader)
    return ProductTerm(
        synonyms=tuple(words[key] for key in ordered),
        broader=next((word for word in above if word and word.lower() not in words), None),
        gloss=first.gloss or second.gloss,
        imagenet=second.imagenet if first.imagenet is None else first.imagenet,
        curated=first.curated or second.curated,
    )
