"""Words of what shops sell, for training the text tower. README.md says where they come from."""

from collections.abc import Sequence
from functools import cache

from lab.training.words.curated import curated_terms
from lab.training.words.held_out import is_held_out_synonym
from lab.training.words.matching import merged
from lab.training.words.table import read_terms
from lab.training.words.term import ProductTerm

__all__ = ["ProductTerm", "is_held_out_synonym", "product_terms"]


@cache
def product_terms() -> Sequence[ProductTerm]:
    """All terms: those of this project's lists, then WordNet's. No two share two words."""
    return merged((*curated_terms(), *read_terms()))
