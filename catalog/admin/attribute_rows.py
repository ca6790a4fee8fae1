"""Attributes as rows of a name and a value, and tags as lines, instead of JSON.

Rows are pairs of repeated parameters, so that a page needs no script to send any number of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import zip_longest
from typing import Any, Final

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from catalog.ingest.dialects.attributes import (
    MAX_ATTRIBUTES,
    MAX_LENGTH,
    MAX_TAGS,
    normalise_attribute_name,
)
from catalog.ingest.text import one_line

Pairs = list[tuple[str, str]]
BLANK_ROWS: Final = 3
_TOO_LONG: Final = f"Names and values have at most {MAX_LENGTH} characters."


class AttributeRows(forms.Widget):
    """Inputs NAME_name and NAME_value for each attribute, and some blank ones."""

    # Set by the form: what returns names to choose from. Called when the page is rendered.
    suggestions: Callable[[], tuple[str, ...]] = tuple

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        blank = [("", "")] * min(BLANK_ROWS, max(1, MAX_ATTRIBUTES - len(value or ())))
        context = {
            "name": name,
            "rows": [*(value or ()), *blank],
            "suggestions": self.suggestions(),
            "max_rows": MAX_ATTRIBUTES,
            "max_length": MAX_LENGTH,
            **(attrs or {}),
        }
        return render_to_string("admin/catalog/product/attribute_rows.html", context)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Pairs:
        names, values = (data.getlist(f"{name}_{part}") for part in ("name", "value"))
        pairs = zip_longest(map(str.strip, names), map(str.strip, values), fillvalue="")
        return [pair for pair in pairs if any(pair)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False  # A form without rows has no parameters, and clears the attributes.

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_name_1"


class AttributesField(forms.Field):
    """Cleans rows to their pairs, which `attributes_of` turns into attributes."""

    widget = AttributeRows

    def __init__(self, *, encoder: Any = None, decoder: Any = None, **kwargs: Any) -> None:
        # Without what Django says of columns of JSON with a default.
        super().__init__(**kwargs | {"show_hidden_initial": False})

    def prepare_value(self, value: Any) -> Pairs:
        return shown(value) if isinstance(value, dict) else value or []

    def clean(self, value: Pairs) -> Pairs:
        if any("\0" in text for pair in value for text in pair):
            raise forms.ValidationError("An attribute has characters that cannot be stored.")
        if len(value) > MAX_ATTRIBUTES:
            raise forms.ValidationError(f"A product has at most {MAX_ATTRIBUTES} attributes.")
        if any(len(text) > MAX_LENGTH for pair in value for text in pair):
            raise forms.ValidationError(_TOO_LONG)
        for name, text in value:
            if not name:
                raise forms.ValidationError(f"Name the attribute that is “{text}”.")
            if not text:
                raise forms.ValidationError(f"Give “{name}” a value, or clear its name as well.")
        return value

    def has_changed(self, initial: Any, data: Pairs | None) -> bool:
        return shown(initial or {}) != (data or [])


def shown(attributes: Mapping[str, Any]) -> Pairs:
    """Return names and values as texts. Programs may have stored lists."""
    return [(name, _text(value)) for name, value in attributes.items()]


def attributes_of(pairs: Pairs, *, former: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes in the spelling of imports, so that "Blue" and "blue" are one value.

    What is as before stays as it is. Raises ValidationError.
    """
    known = dict(shown(former))
    names = [name if name in former else normalise_attribute_name(name) for name, _ in pairs]
    for name, count in Counter(names).items():
        if count > 1:
            raise forms.ValidationError(f"“{name}” is there twice. Join its values, as blue/white.")
    return {
        name: former[name] if known.get(name) == text else one_line(text).lower()
        for name, (_, text) in zip(names, pairs, strict=True)
    }


class TagsField(forms.CharField):
    """Tags, one on each line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, *, encoder: Any = None, decoder: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"show_hidden_initial": False})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        tags = list(dict.fromkeys(filter(None, map(str.strip, super().clean(value).splitlines()))))
        if len(tags) > MAX_TAGS or any(len(tag) > MAX_LENGTH for tag in tags):
            raise forms.ValidationError(
                f"At most {MAX_TAGS} tags of at most {MAX_LENGTH} characters, one on each line."
            )
        return tags

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or ()) != str(data or "").splitlines()


def tags_of(lines: Iterable[str], *, former: Iterable[str]) -> list[str]:
    """Return new tags in lower case, as imports do, and others as they were."""
    kept = set(former)
    spelled = (tag if tag in kept else one_line(tag).lower() for tag in lines)
    return list(dict.fromkeys(filter(None, spelled)))


def _text(value: object) -> str:
    return "/".join(map(str, value)) if isinstance(value, list) else str(value)
