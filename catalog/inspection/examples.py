"""The products of a sample that say a field, to learn from, and those that lack it."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np

from catalog.inspection.learning import RARE, Flags, Integers
from catalog.inspection.pictures import Pictures
from catalog.models import CATEGORY_FIELD
from catalog.vocabulary.facet_terms import MAX_VALUE_LETTERS, MAX_VALUE_WORDS

# Fewer examples of a field or of a value teach nothing.
MIN_EXAMPLES: Final = 40
MIN_EXAMPLES_OF_VALUE: Final = 5
MIN_VALUES: Final = 2
MAX_VALUES: Final = 100
MAX_FIELDS: Final = 12
# A field is proposed in categories where at least this share of the products says it: ties have no
# heels.
MIN_SHARE_OF_CATEGORY: Final = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """The products of a sample that say a field, and those that might, but do not."""

    field: str
    values: tuple[str, ...]
    texts: tuple[str, ...]
    value: Integers  # of those that say it, as an index of `values`, or RARE
    categories: frozenset[str]
    kinds: Integers  # a number for each category
    having: Flags
    lacking: Flags


def fields_of(sample: Pictures) -> list[str]:
    """The fields that enough products say, the most frequent first."""
    counts = Counter(field for product in sample.products for field in product.says)
    return [field for field, n in counts.most_common(MAX_FIELDS) if n >= MIN_EXAMPLES]


def examples_of(field: str, sample: Pictures, excluded: frozenset[int]) -> Examples | None:
    """Return the examples without products of `excluded`. None if there are too few."""
    said = [p.says.get(field) if p.product_id not in excluded else None for p in sample.products]
    counts = Counter(s for s in said if s and (field == CATEGORY_FIELD or _is_short(s.value)))
    kept = [s for s, n in counts.most_common(MAX_VALUES) if n >= MIN_EXAMPLES_OF_VALUE]
    number = {s.value: i for i, s in enumerate(kept)}
    value = np.array([number.get(s.value, RARE) for s in said if s], dtype=np.int64)
    categories = _categories_saying(field, sample)
    lacks = lacking(field, sample, categories)
    if len(kept) < MIN_VALUES or len(value) < MIN_EXAMPLES:
        return None
    return Examples(
        field=field,
        values=tuple(s.value for s in kept),
        texts=tuple(s.text for s in kept),
        value=value,
        categories=categories,
        kinds=np.unique(sample.categories, return_inverse=True)[1],
        having=np.array([s is not None for s in said]),
        lacking=lacks,
    )


def _categories_saying(field: str, sample: Pictures) -> frozenset[str]:
    """The categories of which enough products say the field. "" are products without a category:
    unless they are most, their category is proposed first.
    """
    products = Counter(sample.categories)
    each = zip(sample.products, sample.categories, strict=True)
    saying = Counter(path for product, path in each if field in product.says)
    enough = {path for path, n in saying.items() if n >= MIN_SHARE_OF_CATEGORY * products[path]}
    is_uncategorised = products[""] > len(sample.products) / 2
    return frozenset(enough if is_uncategorised else enough - {""})


def lacking(field: str, pictures: Pictures, categories: frozenset[str]) -> Flags:
    """Which products do not say a field that they might."""
    return np.array(
        [
            field not in product.says and (field == CATEGORY_FIELD or path in categories)
            for product, path in zip(pictures.products, pictures.categories, strict=True)
        ],
        dtype=np.bool_,
    )


def _is_short(value: str) -> bool:
    """Whether it is a value, rather than a text about the product or a number."""
    short = len(value) <= MAX_VALUE_LETTERS and len(value.split()) <= MAX_VALUE_WORDS
    return short and any(letter.isalpha() for letter in value)
