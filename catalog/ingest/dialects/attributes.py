"""Brings attributes, tags and categories to one spelling, so that merchants share facets."""

from collections.abc import Iterable
from functools import lru_cache

from catalog.ingest.dialects.attribute_names import COMMON_NAMES
from catalog.ingest.text import one_line, plain_text

# Lengths are in characters.
MAX_ATTRIBUTES = 50
MAX_LENGTH = 100
MAX_TAGS = 250  # Shopify's limit
MAX_CATEGORY_DEPTH = 8
MAX_CATEGORY_NAME = 120


def normalise_attribute_name(text: str) -> str:
    """Return the spelling used for facets, for example "frame_material" for "Frame material"."""
    return _cached_name(text) if len(text) <= MAX_LENGTH else _name(text)


def _name(text: str) -> str:
    name = "_".join(one_line(text).lower().split())[:MAX_LENGTH]
    return COMMON_NAMES.get(name, name)


# All rows of a file have the same few names.
_cached_name = lru_cache(maxsize=1_000)(_name)


def normalise_attributes(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Lower-case names and values, so that "Blue" and "blue" are one facet value.

    Returns at most MAX_ATTRIBUTES. If a name is repeated, its first value counts.
    """
    attributes: dict[str, str] = {}
    for name, value in pairs:
        text = one_line(value).lower()[:MAX_LENGTH].rstrip()
        if text and (key := normalise_attribute_name(name)):
            attributes.setdefault(key, text)
        if len(attributes) == MAX_ATTRIBUTES:
            break
    return attributes


def normalise_tags(names: Iterable[str]) -> tuple[str, ...]:
    """Return the tags in lower case, without repetitions, and at most MAX_TAGS."""
    tags: dict[str, None] = {}
    for name in names:
        if tag := one_line(name).lower()[:MAX_LENGTH].rstrip():
            tags.setdefault(tag)
        if len(tags) == MAX_TAGS:
            break
    return tuple(tags)


# The products of a category mostly follow each other.
@lru_cache(maxsize=16)
def split_category(path: str) -> tuple[str, ...]:
    """Split a path such as "Clothing > Shirts" into its names, from the root."""
    names = (part.strip()[:MAX_CATEGORY_NAME] for part in plain_text(path).split(">"))
    return tuple(name for name in names if name)[:MAX_CATEGORY_DEPTH]
