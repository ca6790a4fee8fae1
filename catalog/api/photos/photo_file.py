"""The part of a form that is a photo."""

from typing import Any

from rest_framework import serializers


class PhotoFileField(serializers.FileField):
    """A photo's file. An empty one is a broken photo like any other, not a missing field."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_empty_file=True, **options)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, list):
            name = self.field_name
            raise serializers.ValidationError(
                [f'The form has {len(data)} parts named "{name}". Send one of them.']
            )
        if isinstance(data, str):
            raise serializers.ValidationError(
                "This part has no file name, so it was read as text. Give its "
                'Content-Disposition a filename, such as filename="photo.jpg".'
            )
        return super().to_internal_value(data)
