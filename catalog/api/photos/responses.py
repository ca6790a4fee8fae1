"""The bodies of shoppers' photos. Names are those of PhotoContent."""

from dataclasses import dataclass

from rest_framework import serializers

from catalog.models import QueryPhoto
from catalog.pictures.picture import CropBox
from catalog.search.dominant_colours import DominantColour
from catalog.search.photo_content import Kind, PhotoContent, Region


@dataclass(frozen=True, slots=True)
class DescribedPhoto:
    photo: QueryPhoto
    content: PhotoContent


class KindSerializer(serializers.Serializer[Kind]):
    value = serializers.CharField(help_text="A value for the filter `category`.")
    label = serializers.CharField(help_text="The text to show.")  # type: ignore[assignment]


class BoxSerializer(serializers.Serializer[CropBox]):
    """A part of a photo, in fractions of it from its top left corner."""

    x = serializers.FloatField(source="left")
    y = serializers.FloatField(source="top")
    width = serializers.FloatField()
    height = serializers.FloatField()


class RegionSerializer(serializers.Serializer[Region]):
    """A part of a photo that shows one thing."""

    x = serializers.FloatField(source="box.left")
    y = serializers.FloatField(source="box.top")
    width = serializers.FloatField(source="box.width")
    height = serializers.FloatField(source="box.height")
    kind = KindSerializer(
        allow_null=True, help_text="The category of what it shows; null where it is not known."
    )


class ColorSerializer(serializers.Serializer[DominantColour]):
    value = serializers.CharField(
        help_text="A value for the attribute of colours, where the shop has one."
    )
    label = serializers.CharField(help_text="The text to show.")  # type: ignore[assignment]
    share = serializers.FloatField(
        min_value=0, max_value=1, help_text="Of what the photo shows, without a plain background."
    )


class QueryPhotoSerializer(serializers.Serializer[DescribedPhoto]):
    id = serializers.UUIDField(source="photo.pk", help_text="The `photo_id` of searches.")
    expires_at = serializers.DateTimeField(
        source="photo.expires_at", help_text="When it is deleted, unless it is searched by again."
    )
    width = serializers.IntegerField(
        source="content.width", help_text="Pixels of the photo as it is stored."
    )
    height = serializers.IntegerField(source="content.height", help_text="Pixels.")
    regions = RegionSerializer(
        source="content.regions",
        many=True,
        help_text="What it shows several of, the best first; empty if it is one thing. Search by "
        "one of them by its place in this list.",
    )
    colors = ColorSerializer(
        source="content.colours", many=True, help_text="The largest share first."
    )
    kinds = KindSerializer(
        source="content.kinds",
        many=True,
        help_text="Categories of the products that match it, the likeliest first.",
    )
