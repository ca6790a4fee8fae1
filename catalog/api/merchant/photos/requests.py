from typing import Final

from rest_framework import serializers

from catalog.api.fields import StrictSerializer

MAX_POSITION: Final = 32_767  # of the database


class OwnPhotoUploadSerializer(StrictSerializer):
    """A photo as a file: JPEG, PNG, WebP, GIF, HEIC or AVIF."""

    photo = serializers.FileField(allow_empty_file=True)
    alt = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=300,
        help_text="What it shows, for those who cannot see it.",
    )
    position = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=MAX_POSITION,
        help_text="The lowest comes first. Without it, the photo is the last one.",
    )
