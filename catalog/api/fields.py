"""Request fields that Django REST framework lacks, and a serializer that refuses unknown ones."""

from typing import Any

from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """A serializer that refuses unknown fields, so that a misspelt filter never widens a search."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = [name for name in data if name not in self.fields] if _is_object(data) else []
        if unknown:
            known = ", ".join(self.fields)
            raise serializers.ValidationError(
                {str(name): [f"Unknown field. Known are: {known}."] for name in unknown[:10]}
            )
        return super().to_internal_value(data)


def _is_object(data: object) -> bool:
    return isinstance(data, dict)


class OneOrMany(serializers.ListField):
    """A list of texts. A single text is read as a list of one."""

    def __init__(self, *, max_length: int, item_length: int, **options: Any) -> None:
        child = serializers.CharField(max_length=item_length)
        super().__init__(child=child, max_length=max_length, **options)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value([data] if isinstance(data, str) else data)
