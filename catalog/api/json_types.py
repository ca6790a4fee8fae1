"""The JSON types that fields take, as the schema states them: no number in quotes, no list of one.

Forms and query strings hold nothing but text, which fields convert.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rest_framework import serializers

# Wrong items of one list that are reported.
MAX_REPORTED = 10
Field = serializers.Field[Any, Any, Any, Any]


class PlainText(str):
    """A value of a form or a query string."""

    __slots__ = ()


def type_errors(field: Field, value: Any) -> Any:
    """Return the messages for a value of another JSON type than the field's, nested as it; or None.

    Serializers check the fields within them on their own.
    """
    if isinstance(field, serializers.DecimalField):
        return _decimal_errors(field, value)
    if isinstance(value, PlainText):
        return None
    if isinstance(field, serializers.ListField):
        return _item_errors(field.child, enumerate(value)) if _is_list(value) else [LIST_NEEDED]
    if isinstance(field, serializers.DictField):
        return _item_errors(field.child, value.items()) if _is_object(value) else None
    for kinds, fits, message in JSON_TYPES:
        if isinstance(field, kinds):
            return None if fits(value) else [message]
    return None


def _item_errors(child: Field, items: Any) -> Mapping[Any, Any] | None:
    wrong: dict[Any, Any] = {}
    for key, item in items:
        if errors := type_errors(child, item):
            wrong[key] = errors
        if len(wrong) == MAX_REPORTED:
            break
    return wrong or None


def decimal_pattern(field: serializers.DecimalField) -> str:
    """The form of a decimal text. A field that has a least value is taken as never negative."""
    sign = "" if field.min_value is not None else "-?"
    return rf"^{sign}\d{{1,{field.max_whole_digits}}}(\.\d{{1,{field.decimal_places}}})?$"


def _decimal_errors(field: serializers.DecimalField, value: Any) -> list[str] | None:
    is_decimal = isinstance(value, str) and re.match(decimal_pattern(field), value, re.ASCII)
    return None if is_decimal and not value.endswith("\n") else [DECIMAL_NEEDED]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_whole(value: object) -> bool:
    # 1.0 is an integer of JSON Schema too.
    return type(value) is int or (type(value) is float and value.is_integer())


def _is_number(value: object) -> bool:
    return type(value) in {int, float}


def _is_boolean(value: object) -> bool:
    return isinstance(value, bool)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


LIST_NEEDED = 'Send a list, such as ["blue"].'
DECIMAL_NEEDED = 'Send a decimal number as text, such as "19.90".'
JSON_TYPES: Sequence[tuple[tuple[type, ...], Callable[[object], bool], str]] = (
    ((serializers.BooleanField,), _is_boolean, "Send true or false."),
    ((serializers.IntegerField,), _is_whole, "Send one whole number, without quotes."),
    ((serializers.FloatField,), _is_number, "Send one number, without quotes."),
    (
        (
            serializers.CharField,
            serializers.ChoiceField,
            serializers.UUIDField,
            serializers.DateTimeField,
        ),
        _is_text,
        "Send one text.",
    ),
)
