"""What an import would read of a value that a product has.

A hand, or an earlier version, may have stored it in a form that imports bring into another: text
with blank lines or markup, an attribute "Größe". If a file has just that other form, nothing has
changed.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from catalog.ingest.dialects.attributes import normalise_attributes, normalise_tags
from catalog.ingest.dialects.cells import cut_text
from catalog.ingest.text import (
    escape_markup,
    identifier,
    one_line,
    plain_text,
    split_overlong_words,
)
from catalog.remote.web_address import mended_address


def _description(text: str) -> str:
    return cut_text(split_overlong_words(plain_text(text)))


def _number(text: str) -> str:
    return one_line(text).removeprefix("'")


def _without_microseconds(moment: Any) -> Any:
    return moment.replace(microsecond=0) if moment else moment


_READ: Final[Mapping[str, Callable[[Any], object]]] = {
    "title": one_line,
    "brand": one_line,
    "description": _description,
    "gtin": _number,
    "mpn": _number,
    "group_id": identifier,
    "url": mended_address,
    "attributes": lambda attributes: normalise_attributes(attributes.items()),
    "tags": lambda tags: list(normalise_tags(tags)),
    "sale_starts": _without_microseconds,
    "sale_ends": _without_microseconds,
}


def is_same(column: str, stored: object, value: object) -> bool:
    """Whether a product's value is what a row says, in the row's form or in another."""
    if stored == value:
        return True
    read = _READ.get(column)
    if read is None:
        return False
    # A file may have the text without its markup, or with it written out, as exports do.
    forms = [stored, escape_markup(stored)] if isinstance(stored, str) else [stored]
    # Of attributes, the row's are in their form already, and others stay as they are.
    return any(read(form) in (value, read(value)) for form in forms)
