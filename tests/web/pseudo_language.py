"""A pseudo-language, in which every text of the sources stands between brackets."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from django.conf import settings

from shop_search.texts.catalogs import source_of, to_compiled
from shop_search.texts.extraction import template_of
from tests.web.shown_texts import LETTERS, shown_texts

OPEN, CLOSE = "⟦", "⟧"
# Names that tests give to data, of which every word has an omega, and addresses.
DATA = re.compile(r"\S*[Ωω]\S*|https?://\S*")


def write_pseudo_language(folder: Path, language: str) -> None:
    catalog = Catalog(locale=language)
    for message in template_of(settings.BASE_DIR):
        if message.id:
            string = _marked(message.id, catalog.num_plurals)
            catalog.add(message.id, string, context=message.context)
    path = source_of(folder, language).with_suffix(".mo")
    path.parent.mkdir(parents=True)
    path.write_bytes(to_compiled(catalog))


def _marked(text: str | Sequence[str], plurals: int) -> str | tuple[str, ...]:
    if isinstance(text, str):
        return f"{OPEN}{text}{CLOSE}"
    return (f"{OPEN}{text[0]}{CLOSE}", *[f"{OPEN}{text[1]}{CLOSE}"] * (plurals - 1))


def unmarked_texts(html: str, *, data: Iterable[str] = ()) -> list[str]:
    """The texts of a page that nobody can translate: neither between brackets nor data."""
    found, depth = [], 0
    for shown in shown_texts(html):
        outside, depth_after = _outside(shown.text, 0 if shown.is_attribute else depth)
        if not shown.is_attribute:
            depth = depth_after
        if LETTERS.search(_without_data(outside, data)):
            found.append(f"{shown.place}: {shown.text.strip()[:80]}")
    return found


def _outside(text: str, depth: int) -> tuple[str, int]:
    """What of a text is not between brackets, which may have opened before it."""
    outside = []
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        if not depth:
            outside.append(character)
    return "".join(outside), depth


def _without_data(text: str, data: Iterable[str]) -> str:
    for each in data:
        text = text.replace(each, "")
    return DATA.sub("", text)
