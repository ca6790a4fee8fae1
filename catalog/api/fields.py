"""Request fields that Django REST framework lacks, and a serializer that refuses unknown ones."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers

from catalog.api.json_types import PlainText, type_errors


class StrictSerializer(serializers.Serializer[Any]):
    """A serializer of requests, as strict as the schema says, and with null for what is absent.

    It refuses unknown fields, so that a misspelt filter never widens a search, and values of
    another JSON type. Clients in many languages write null for a field that was not set.
    """

    # False where null is a value of its own: it clears a field that allows it.
    null_means_absent: ClassVar[bool] = True

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            return super().to_internal_value(data)  # which refuses it
        present = {name: value for name, value in data.items() if not self._is_absent(name, value)}
        if wrong := {**self._unknown(present), **self._wrong_types(present)}:
            raise serializers.ValidationError(wrong)
        return super().to_internal_value(present)

    def _is_absent(self, name: object, value: object) -> bool:
        field = self.fields.get(str(name))
        is_null = value is None and self.null_means_absent
        return is_null and field is not None and not field.required

    def _unknown(self, data: Mapping[Any, object]) -> dict[str, list[str]]:
        unknown = [name for name in data if name not in self.fields]
        known = ", ".join(self.fields)
        return {str(name): [f"Unknown field. Known are: {known}."] for name in unknown[:10]}

    def _wrong_types(self, data: Mapping[Any, object]) -> dict[str, Any]:
        return {
            name: errors
            for name, field in self.fields.items()
            if data.get(name) is not None and (errors := type_errors(field, data[name]))
        }


class OneOrMany(serializers.ListField):
    """A list of texts. In forms and query strings, a single one is a list of one."""

    def __init__(
        self,
        *,
        max_length: int,
        item_length: int = 0,
        child: serializers.Field[Any, Any, Any, Any] | None = None,
        **options: Any,
    ) -> None:
        child = child or serializers.CharField(max_length=item_length)
        super().__init__(child=child, max_length=max_length, **options)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value([data] if isinstance(data, PlainText) else data)
