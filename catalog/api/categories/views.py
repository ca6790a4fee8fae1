"""The categories of the shop."""

from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.categories.responses import CategoryTreeSerializer, as_json
from catalog.api.problem_schema import problems
from catalog.api.revalidation import revalidated
from catalog.search.category_tree import category_tree

CACHE_SECONDS = 60


@method_decorator(cache_control(public=True, max_age=CACHE_SECONDS), name="dispatch")
@method_decorator(revalidated, name="dispatch")
class CategoriesView(APIView):
    @extend_schema(
        operation_id="listCategories",
        tags=["categories"],
        summary="List the categories",
        responses={200: CategoryTreeSerializer, **problems(429, 503)},
    )
    def get(self, request: Request) -> Response:
        """List the categories that have products on sale, as a tree, with their counts."""
        return Response({"categories": [as_json(node) for node in category_tree()]})
