"""The names of attributes as people read them."""

from __future__ import annotations

from django.utils.translation import gettext

from catalog.language.attribute_names import attribute_name
from catalog.language.attribute_values import attribute_value


def attribute_label(name: str) -> str:
    # Variants whose attributes do not differ are told apart by their titles.
    return gettext("Version") if name == "title" else attribute_name(name)


def attribute_text(value: object) -> str:
    """Return a value as a line of text, whether it is one or a list; "" for an empty one."""
    return ", ".join(_texts(value))


def attribute_shown(value: object) -> str:
    """The same, in the language of the page as far as it is known."""
    return ", ".join(map(attribute_value, _texts(value)))


def _texts(value: object) -> list[str]:
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
