"""The bodies of answers about a merchant's products. Names are those of requests and models."""

from typing import Any

from rest_framework import serializers

from catalog.api.products.responses import PhotoUrlField
from catalog.exporting.category_paths import CategoryPaths
from catalog.ingest.items.outcomes import Result, Upserted
from catalog.models import Availability, Photo, Product, Severity, WorkState


class IndexingSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(
        choices=WorkState.choices,
        help_text='Shoppers find what was sent last once it is "ready", if the product is on sale. '
        '"failed" has a reason.',
    )
    reason = serializers.CharField()


class OwnPhotoSerializer(serializers.Serializer[Photo]):
    """A photo of an own product. It has a file once it is ready."""

    id = serializers.IntegerField()
    source_url = serializers.CharField(help_text="Where it is fetched from; empty for a file.")
    url = PhotoUrlField(source="file", read_only=True, allow_null=True)
    alt = serializers.CharField()
    position = serializers.IntegerField(help_text="The lowest comes first.")
    width = serializers.IntegerField(help_text="Pixels; 0 before it is ready.")
    height = serializers.IntegerField(help_text="Pixels; 0 before it is ready.")
    state = serializers.ChoiceField(choices=WorkState.choices)
    reason = serializers.CharField(help_text="Why it failed, and what to do.")


class OwnProductSerializer(serializers.Serializer[Product]):
    id = serializers.IntegerField()
    external_id = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    url = serializers.CharField()
    price = serializers.DecimalField(max_digits=12, decimal_places=2)
    sale_price = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    sale_starts = serializers.DateTimeField(allow_null=True)
    sale_ends = serializers.DateTimeField(allow_null=True)
    currency = serializers.CharField()
    availability = serializers.ChoiceField(choices=Availability.choices)
    active = serializers.BooleanField()
    brand = serializers.CharField()
    gtin = serializers.CharField()
    mpn = serializers.CharField()
    group_id = serializers.CharField()
    category = serializers.SerializerMethodField(help_text="As in requests; empty without one.")
    attributes = serializers.DictField()
    tags = serializers.ListField(child=serializers.CharField())
    photos = OwnPhotoSerializer(many=True)
    locked_fields = serializers.ListField(
        child=serializers.CharField(), help_text="Requests and imports leave these as they are."
    )
    indexing = IndexingSerializer()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_category(self, product: Product) -> str:
        paths: CategoryPaths = self.context["categories"]
        return paths.of(product.category.path) if product.category else ""


class OwnProductPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(
        allow_null=True, help_text="URL of the next page; null on the last."
    )
    results = OwnProductSerializer(many=True)


class ProblemOfItemSerializer(serializers.Serializer[Any]):
    pointer = serializers.CharField(help_text='Where, such as "#/products/3/price".')
    severity = serializers.ChoiceField(
        choices=Severity.choices, help_text='An "error" refuses the product, others do not.'
    )
    detail = serializers.CharField(help_text="The cause, and how to fix it.")


class ItemResultSerializer(serializers.Serializer[Any]):
    external_id = serializers.CharField(allow_null=True, help_text="null if it cannot be read.")
    id = serializers.IntegerField(allow_null=True, help_text="null if it was refused.")
    result = serializers.ChoiceField(choices=[str(result) for result in Result])
    problems = ProblemOfItemSerializer(many=True)


class UpsertedSerializer(serializers.Serializer[Upserted]):
    import_id = serializers.IntegerField(
        allow_null=True, help_text="The import that undoes it; null if nothing has changed."
    )
    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = ItemResultSerializer(many=True, help_text="In the order of the request.")


class ChangedProductSerializer(OwnProductSerializer):
    problems = ProblemOfItemSerializer(many=True, help_text="What was mended or left out.")


class DeletedItemSerializer(serializers.Serializer[Any]):
    external_id = serializers.CharField()
    result = serializers.ChoiceField(choices=["deleted", "not_found"])


class DeletedSerializer(serializers.Serializer[Any]):
    import_id = serializers.IntegerField(
        allow_null=True, help_text="The import that undoes it; null if there was none of them."
    )
    deleted = serializers.IntegerField()
    not_found = serializers.IntegerField()
    results = DeletedItemSerializer(many=True, help_text="In the order of the request.")
