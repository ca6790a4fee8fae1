"""Views of products: all of them by filters, one of them, and those that resemble it."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.filters import ATTRIBUTES_PARAMETER
from catalog.api.pages import query_parameters
from catalog.api.problem_schema import problems
from catalog.api.products.lists import browsed, listed, similar
from catalog.api.products.pages import (
    DetailedListSerializer,
    SimilarProductsSerializer,
    list_serializer,
)
from catalog.api.products.requests import ProductsSerializer, SimilarSerializer
from catalog.api.products.responses import ProductSerializer
from catalog.api.revalidation import ViewDecorator, revalidated
from catalog.api.serializing import serializer_context
from catalog.models import Photo, Product, WorkState
from catalog.search.products import product_on_sale

# What is kept has to be compared each time: prices and stock change at any moment.
COMPARED: Final[Sequence[ViewDecorator]] = (cache_control(no_cache=True), revalidated)


@method_decorator(COMPARED, name="dispatch")
class ProductsView(APIView):
    @extend_schema(
        operation_id="listProducts",
        tags=["products"],
        summary="List, browse or search products",
        parameters=[ProductsSerializer, ATTRIBUTES_PARAMETER],
        responses={200: DetailedListSerializer, **problems(400, 429, 503)},
    )
    def get(self, request: Request) -> Response:
        """List all products on sale by cursor, or the best ones by filters and text in pages."""
        values = query_parameters(request, ProductsSerializer)
        results = (listed if "cursor" in values else browsed)(request, values)
        fields = values.get("fields")
        body = list_serializer(details=values.get("details", False), fields=fields)
        context = {**serializer_context(request, results.page.at), "fields": fields}
        return Response(body(results, context=context).data)


@method_decorator(COMPARED, name="dispatch")
class ProductView(APIView):
    @extend_schema(
        operation_id="retrieveProduct",
        tags=["products"],
        summary="Show a product",
        responses={200: ProductSerializer, **problems(404, 429, 503)},
    )
    def get(self, request: Request, product_id: int) -> Response:
        """Show a product on sale, with all its photos and variants."""
        ready = Prefetch("photos", Photo.objects.filter(state=WorkState.READY))
        products = Product.objects.select_related("merchant", "category").prefetch_related(ready)
        product = product_on_sale(product_id, products=products)
        return Response(
            ProductSerializer(product, context=serializer_context(request, timezone.now())).data
        )


@method_decorator(COMPARED, name="dispatch")
class SimilarProductsView(APIView):
    @extend_schema(
        operation_id="listSimilarProducts",
        tags=["products"],
        summary="List similar products",
        parameters=[SimilarSerializer],
        responses={200: SimilarProductsSerializer, **problems(400, 404, 429, 503)},
    )
    def get(self, request: Request, product_id: int) -> Response:
        """List the products that resemble a product, the most similar first."""
        values = query_parameters(request, SimilarSerializer)
        product_on_sale(product_id)
        results = similar(request, product_id, values)
        context = {
            **serializer_context(request, results.page.at),
            "fields": values.get("fields"),
        }
        return Response(SimilarProductsSerializer(results, context=context).data)
