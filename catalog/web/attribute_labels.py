"""The names of attributes as people read them."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

# The names that imports bring all feeds to, and those of Google's feeds.
_KNOWN: Final[dict[str, Promise]] = {
    "age_group": gettext_lazy("Age group"),
    "brand": gettext_lazy("Brand"),
    "color": gettext_lazy("Colour"),
    "condition": gettext_lazy("Condition"),
    "gender": gettext_lazy("Gender"),
    "material": gettext_lazy("Material"),
    "pattern": gettext_lazy("Pattern"),
    "pattern_color": gettext_lazy("Pattern colour"),
    "shape": gettext_lazy("Shape"),
    "size": gettext_lazy("Size"),
    "size_system": gettext_lazy("Size system"),
    "size_type": gettext_lazy("Size type"),
    "style": gettext_lazy("Style"),
    "title": gettext_lazy("Version"),
}


def attribute_label(name: str) -> str:
    known = _KNOWN.get(name)
    return str(known) if known else name.replace("_", " ").capitalize()


def attribute_text(value: object) -> str:
    """Return a value as a line of text, whether it is one or a list; "" for an empty one."""
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
