"""Catalogs of translations: `django.po` for people, and `django.mo`, which Django loads.

Both are in the repository, so that a shop starts without compiling anything. Neither has dates,
so that they change with their texts only.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import to_locale

NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)
KEPT_HEADERS: Final = (b'"Language:', b'"Plural-Forms:', b'"MIME-', b'"Content-')


def source_of(folder: Path, language: str) -> Path:
    return folder / to_locale(language) / "LC_MESSAGES" / "django.po"


def read_catalog(path: Path, language: str) -> Catalog:
    """The translations in a file; none if there is no file."""
    locale = to_locale(language)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as stream:
        return read_po(stream, locale=locale, abort_invalid=True)


def renewed(catalog: Catalog, template: Catalog) -> Catalog:
    """The catalog with exactly the texts of the template; new ones have no translation."""
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def to_source(catalog: Catalog) -> bytes:
    """The bytes of a .po file."""
    catalog.header_comment = ""
    stream = BytesIO()
    write_po(stream, catalog, width=100, sort_output=True, include_lineno=False)
    lines = stream.getvalue().lstrip().splitlines(keepends=True)
    end = lines.index(b"\n")
    header = [line for line in lines[:end] if not _is_dropped(line)]
    return b"".join([*header, *lines[end:]]).rstrip(b"\n") + b"\n"


def _is_dropped(line: bytes) -> bool:
    return line.startswith((b'"', b"#")) and not line.startswith(KEPT_HEADERS)


def to_compiled(catalog: Catalog) -> bytes:
    """The bytes of a .mo file."""
    catalog.creation_date = catalog.revision_date = NO_DATE
    stream = BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def untranslated(catalog: Catalog) -> Iterator[Message]:
    """The texts whose translation is missing, incomplete or uncertain."""
    for message in catalog:
        strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        if message.id and (message.fuzzy or not all(strings)):
            yield message
