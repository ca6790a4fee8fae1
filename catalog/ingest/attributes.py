"""What shoppers filter by, and tags, under one name and in one spelling, whoever wrote it."""

from collections.abc import Iterable

from catalog.ingest.text import one_line

MAX_ATTRIBUTES = 50
MAX_LENGTH = 100
MAX_TAGS = 250  # Shopify's limit
_SPELLINGS = {"colour": "color", "colors": "color", "colours": "color", "sizes": "size"}


def attribute_name(text: str) -> str:
    """As "Frame material" -> "frame_material"."""
    name = "_".join(one_line(text).lower().split())[:MAX_LENGTH]
    return _SPELLINGS.get(name, name)


def attributes_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Values lower-cased, so that "Blue" and "blue" are one facet; of a name that comes again,
    the first.
    """
    found: dict[str, str] = {}
    for name, value in pairs:
        key, text = attribute_name(name), one_line(value).lower()[:MAX_LENGTH].rstrip()
        if key and text:
            found.setdefault(key, text)
        if len(found) == MAX_ATTRIBUTES:
            break
    return found


def tags_of(names: Iterable[str]) -> tuple[str, ...]:
    """Each once, the first ones."""
    found: dict[str, None] = {}
    for name in names:
        if tag := one_line(name).lower()[:MAX_LENGTH].rstrip():
            found.setdefault(tag)
        if len(found) == MAX_TAGS:
            break
    return tuple(found)
