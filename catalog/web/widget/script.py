"""Joins the widget's modules into one, which a shop can copy as a single file."""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

# Each after those that it imports.
MODULES: Final = (
    "shop/crop-box.js",
    "widget/dom.js",
    "widget/texts.js",
    "widget/client.js",
    "widget/photo.js",
    "widget/style.js",
    "widget/suggestions.js",
    "widget/filters.js",
    "widget/facets.js",
    "widget/cards.js",
    "widget/crop.js",
    "widget/shop-search.js",
)
IMPORT = re.compile(r'^import \{[^}]*\} from "[^"]*";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:const|class|function|async function) )", re.MULTILINE)


@cache
def widget_script() -> str:
    """Return the JavaScript module of the widget, without imports."""
    folder = Path(settings.BASE_DIR) / "static"
    return "\n".join(_joined((folder / name).read_text("utf-8")) for name in MODULES)


@cache
def widget_etag() -> str:
    return f'"{hashlib.sha256(widget_script().encode()).hexdigest()[:16]}"'


def _joined(source: str) -> str:
    return EXPORT.sub("", IMPORT.sub("", source)).strip() + "\n"
