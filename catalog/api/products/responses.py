"""The bodies of products, whole and as they stand in results. Names are those of the models."""

from decimal import Decimal
from typing import Any, Final

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.models import Availability, Category, Merchant, Photo, Product
from catalog.search.products import MAX_VARIANTS, variants_on_sale


@extend_schema_field(OpenApiTypes.URI)
class PhotoUrlField(serializers.FileField):
    """The absolute URL of a photo. Never null in the schema: every returned photo has a file."""


# Pixels: a card on a phone, a card on a sharp screen, a whole page.
PHOTO_WIDTHS: Final = (320, 640, 1600)
SIZES_SCHEMA: Final = {
    "type": "object",
    "additionalProperties": {"type": "string", "format": "uri"},
    "required": [str(width) for width in PHOTO_WIDTHS],
}


class PhotosSerializer(serializers.ListSerializer[Any]):
    """The photos that are there already: others wait to be fetched."""

    def to_representation(self, data: Any) -> Any:
        return super().to_representation([photo for photo in data.all() if photo.file])


class PhotoSerializer(serializers.Serializer[Photo]):
    class Meta:
        list_serializer_class = PhotosSerializer

    url = PhotoUrlField(source="file", read_only=True)
    alt = serializers.CharField()
    width = serializers.IntegerField(help_text="Pixels.")
    height = serializers.IntegerField(help_text="Pixels.")
    sizes = serializers.SerializerMethodField(
        help_text="Addresses by width in pixels: 320, 640 and 1600. Each is the smallest copy as "
        "wide as that, or as the photo; until copies are made, the photo itself."
    )

    @extend_schema_field(SIZES_SCHEMA)
    def get_sizes(self, photo: Photo) -> dict[str, str]:
        to_absolute = self.context["request"].build_absolute_uri
        return {str(width): to_absolute(photo.url_of_width(width)) for width in PHOTO_WIDTHS}


class CategorySerializer(serializers.Serializer[Category]):
    path = serializers.CharField(help_text="A value for the filter `category`.")
    name = serializers.CharField()


class MerchantSerializer(serializers.Serializer[Merchant]):
    slug = serializers.CharField(help_text="A value for the filter `merchant`.")
    name = serializers.CharField()


class CurrentPriceField(serializers.DecimalField):
    """The price at the instant `at` of the serializer's context."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=12, decimal_places=2, **options)

    def get_attribute(self, instance: Product) -> Decimal:
        return instance.price_at(self.context["at"])


class ProductSummarySerializer(serializers.Serializer[Product]):
    id = serializers.IntegerField()
    external_id = serializers.CharField(help_text="The merchant's own id.")
    title = serializers.CharField()
    url = serializers.CharField(
        help_text="The product's page in the merchant's shop. May be empty."
    )
    price = serializers.DecimalField(max_digits=12, decimal_places=2)
    sale_price = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    sale_starts = serializers.DateTimeField(
        allow_null=True, help_text="The sale price holds from here on; null for no limit."
    )
    sale_ends = serializers.DateTimeField(
        allow_null=True, help_text="The sale price holds until right before; null for no limit."
    )
    current_price = CurrentPriceField(
        help_text="The sale price while the sale is on, or else the price."
    )
    currency = serializers.CharField(help_text='The ISO 4217 code, such as "EUR".')
    availability = serializers.ChoiceField(choices=Availability.choices)
    brand = serializers.CharField()
    category = CategorySerializer(allow_null=True)
    merchant = MerchantSerializer()


class VariantSerializer(serializers.Serializer[Product]):
    id = serializers.IntegerField()
    external_id = serializers.CharField()
    attributes = serializers.DictField()
    availability = serializers.ChoiceField(choices=Availability.choices)
    current_price = CurrentPriceField()
    currency = serializers.CharField()


class ProductSerializer(ProductSummarySerializer):
    group_id = serializers.CharField(help_text="The same for all variants of a product.")
    variants = serializers.SerializerMethodField(
        help_text=f"The variants on sale, including this product; at most {MAX_VARIANTS}."
    )
    description = serializers.CharField()
    gtin = serializers.CharField()
    mpn = serializers.CharField()
    attributes = serializers.DictField(help_text='Names and values, such as {"color": "blue"}.')
    tags = serializers.ListField(child=serializers.CharField())
    photos = PhotoSerializer(many=True)
    updated_at = serializers.DateTimeField()

    @extend_schema_field(VariantSerializer(many=True))
    def get_variants(self, product: Product) -> list[Any]:
        variants = variants_on_sale(product)
        return [VariantSerializer(variant, context=self.context).data for variant in variants]
