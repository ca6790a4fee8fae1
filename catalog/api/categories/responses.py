from typing import Any

from drf_spectacular.helpers import lazy_serializer
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.search.category_tree import Node


class CategoryNodeSerializer(serializers.Serializer[Node]):
    """A category with products on sale in it or below."""

    path = serializers.CharField(help_text="A value for the filter `category`.")
    name = serializers.CharField()
    count = serializers.IntegerField(
        help_text="How many results the filter has: the sizes of a product are one."
    )
    children = serializers.SerializerMethodField(help_text="The next lower categories, by name.")

    @extend_schema_field(
        lazy_serializer("catalog.api.categories.responses.CategoryNodeSerializer")(many=True)
    )
    def get_children(self, node: Node) -> list[dict[str, Any]]:
        return [as_json(child) for child in node.children]


class CategoryTreeSerializer(serializers.Serializer[dict[str, Any]]):
    categories = CategoryNodeSerializer(many=True, help_text="The top categories, by name.")


def as_json(node: Node) -> dict[str, Any]:
    """The body of a category. Serializers, one for each level, would take several times as long."""
    return {
        "path": node.path,
        "name": node.name,
        "count": node.count,
        "children": [as_json(child) for child in node.children],
    }
