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
from catalog.api.pages import next_page, query_parameters, with_paging
from catalog.api.problem_schema import problems
from catalog.api.products.lists import browsed, listed
from catalog.api.products.pages import DetailedListSerializer, ProductListSerializer
from catalog.api.products.requests import ProductsSerializer
from catalog.api.products.responses import ProductSerializer
from catalog.api.revalidation import ViewDecorator, revalidated
from catalog.api.searches.requests import PageSerializer
from catalog.api.searches.responses import ProductPageSerializer, Results
from catalog.api.serializing import serializer_context
from catalog.insights.counted_search import counted_search
from catalog.insights.recording import record_search
from catalog.models import Photo, Product, WorkState
from catalog.search.engine import search_products
from catalog.search.products import product_on_sale
from catalog.search.query import SearchQuery

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
        body = DetailedListSerializer if values.get("details") else ProductListSerializer
        context = serializer_context(request, results.page.at)
        return Response(body(results, context=context).data)


@method_decorator(COMPARED, name="dispatch")
class ProductView(APIView):
    @extend_schema(
        operation_id="retrieveProduct",
        tags=["products"],
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
        parameters=[PageSerializer],
        responses={200: ProductPageSerializer, **problems(400, 404, 429, 503)},
    )
    def get(self, request: Request, product_id: int) -> Response:
        """List the products that resemble a product, the most similar first."""
        parameters = query_parameters(request, PageSerializer)
        product_on_sale(product_id)
        return _page(request, with_paging(SearchQuery(similar_to=product_id), parameters))


def _page(request: Request, query: SearchQuery) -> Response:
    page = search_products(query)
    record_search(counted_search(query, page), request.headers)
    next_url = next_page(request, path=request.path, query=query, page=page)
    results = Results(page=page, next=next_url)
    return Response(
        ProductPageSerializer(results, context=serializer_context(request, page.at)).data
    )
