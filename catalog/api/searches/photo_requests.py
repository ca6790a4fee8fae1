"""Serializers of the photos that a search names."""

from rest_framework import serializers

from catalog.api.fields import StrictSerializer
from catalog.api.photos.base64_photo import Base64PhotoField
from catalog.search.query import MAX_ID, MAX_WEIGHT, MIN_WEIGHT
from catalog.search.regions.proposing import MAX_REGIONS

# Characters of a photo's web address.
MAX_ADDRESS = 2_000


class CropSerializer(StrictSerializer):
    """The part of the photo to search with: top left corner and size, in fractions of the photo."""

    x = serializers.FloatField(min_value=0, max_value=1)
    y = serializers.FloatField(min_value=0, max_value=1)
    width = serializers.FloatField(min_value=0, max_value=1)
    height = serializers.FloatField(min_value=0, max_value=1)


class PhotoSourceSerializer(StrictSerializer):
    """A photo to resemble, and which part of it."""

    photo_id = serializers.UUIDField(required=False, help_text="The id of a stored photo.")
    photo_base64 = Base64PhotoField(
        required=False,
        help_text="The photo file in base64 or base64url, plain or as a data URL.",
    )
    photo_url = serializers.CharField(
        required=False,
        max_length=MAX_ADDRESS,
        help_text="The web address of a photo, which the shop fetches.",
    )
    crop = CropSerializer(required=False)
    region = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=MAX_REGIONS - 1,
        help_text="The part of the photo to search with, by its place in the photo's `regions`.",
    )


class ExampleSerializer(PhotoSourceSerializer):
    """One of several photos to resemble: one of `photo_id`, `photo_base64`, `photo_url` and
    `product_id`.
    """

    product_id = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_ID,
        help_text="A product of the shop, for its first photo.",
    )
    weight = serializers.FloatField(
        required=False,
        min_value=MIN_WEIGHT,
        max_value=MAX_WEIGHT,
        help_text="How much it counts against the other photos; 1 if it is left out.",
    )
