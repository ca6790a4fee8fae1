"""Finds the texts for shoppers in the sources, without the tools of gettext."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

# Merchants and programs are spoken to in English.
FOR_OTHERS: Final = ("catalog/admin/", "catalog/api/", "shop_search/sign_in/", "templates/admin/")
KEYWORDS: Final = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
# Comments that begin so are for translators.
NOTE: Final = "Translators:"


def template_of(base: Path) -> Catalog:
    """A catalog of all texts in the sources of the shop, without translations."""
    catalog = Catalog()
    for path in sources(base):
        for line, text, notes, context in texts_of(path):
            where = (str(path.relative_to(base)), line)
            catalog.add(text, None, [where], auto_comments=notes, context=context)
    return catalog


def sources(base: Path) -> list[Path]:
    """The files that may have a text for shoppers."""
    code = [path for name in ("catalog", "shop_search") for path in (base / name).rglob("*.py")]
    found = [*code, *(base / "templates").rglob("*.html")]
    return sorted(path for path in found if not _is_for_others(path.relative_to(base).as_posix()))


def texts_of(path: Path) -> Iterator[tuple[int, Any, list[str], str | None]]:
    """The texts in a file: line, text (a pair, if it has a plural), notes and context."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        # Django writes templates as if they were code, which only a tolerant lexer can read.
        source, language = templatize(source).replace("u'", "'").replace('u"', '"'), "javascript"
    else:
        language = "python"
    yield from extract(language, BytesIO(source.encode()), KEYWORDS, [NOTE], options={"jsx": False})


def _is_for_others(path: str) -> bool:
    return path.startswith(FOR_OTHERS)
