"""Which synonyms training must not pair, so that unknown ones can be measured honestly."""

import hashlib
from typing import Final

from lab.training.words.matching import word_key
from lab.training.words.term import ProductTerm

_ONE_IN: Final = 10


def is_held_out_synonym(term: ProductTerm) -> bool:
    """Whether the words of the term may not be trained as meaning the same.

    One in ten of WordNet's terms with several words is. Those that this project's lists name are
    not: shops need them. Only the first word of such a term, or each by itself, may be trained.
    """
    if term.curated or len(keys := sorted({word_key(word) for word in term.synonyms})) < 2:
        return False
    digest = hashlib.sha256("|".join(keys).encode()).digest()
    return int.from_bytes(digest[:8], "big") % _ONE_IN == 0
