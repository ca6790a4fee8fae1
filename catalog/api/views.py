"""The REST face: a checked request, one call of the search, one serializer."""

import uuid
from typing import NoReturn

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.not_kept import not_kept
from catalog.api.pages import next_page, of_page, query_parameters
from catalog.api.parsers import body_values
from catalog.api.questions import products_query, search_query, stored_photo
from catalog.api.requests import (
    PageSerializer,
    ProductsSerializer,
    SearchFormSerializer,
    SearchSerializer,
)
from catalog.api.responses import (
    Answer,
    ProductPageSerializer,
    ProductSerializer,
    SearchResponseSerializer,
)
from catalog.api.schema import ATTRIBUTES_PARAMETER, problems
from catalog.files.trouble import StorageTrouble
from catalog.models import Photo, Product, Search, WorkState
from catalog.search.engine import search_products
from catalog.search.query import SearchQuery
from catalog.search.saved import load_search, save_search

NOT_STORED = method_decorator(cache_control(no_store=True), name="dispatch")


@NOT_STORED
class SearchesView(APIView):
    @extend_schema(
        operation_id="createSearch",
        tags=["searches"],
        request={"application/json": SearchSerializer, "multipart/form-data": SearchFormSerializer},
        responses={200: SearchResponseSerializer, **problems(400, 411, 413, 415, 422, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        """Search by photo, words, a product to resemble, or all of them."""
        is_form = (request.content_type or "").startswith("multipart/")
        checked = (SearchFormSerializer if is_form else SearchSerializer)(data=body_values(request))
        checked.is_valid(raise_exception=True)
        query = search_query(checked.validated_data)
        page = search_products(query)
        try:
            search = save_search(query, photo_id=stored_photo(checked.validated_data))
        except StorageTrouble as trouble:
            answer = not_kept(page, trouble)
        else:
            path = reverse("api:search", args=[search.pk])
            following = next_page(request, path=path, query=query, page=page)
            answer = Answer(page=page, next=following, search=search)
        return Response(SearchResponseSerializer(answer, context={"request": request}).data)


@NOT_STORED
class SearchView(APIView):
    @extend_schema(
        operation_id="retrieveSearch",
        tags=["searches"],
        parameters=[PageSerializer],
        responses={200: SearchResponseSerializer, **problems(400, 404, 429, 503)},
    )
    def get(self, request: Request, search_id: uuid.UUID) -> Response:
        """The same search again, over the catalog as it is now: further pages."""
        parameters = query_parameters(request, PageSerializer)
        query = of_page(load_search(search_id), parameters)
        page = search_products(query)
        answer = Answer(
            page=page,
            next=next_page(request, path=request.path, query=query, page=page),
            search=get_object_or_404(Search, pk=search_id),
        )
        return Response(SearchResponseSerializer(answer, context={"request": request}).data)


class ProductsView(APIView):
    @extend_schema(
        operation_id="listProducts",
        tags=["products"],
        parameters=[ProductsSerializer, ATTRIBUTES_PARAMETER],
        responses={200: ProductPageSerializer, **problems(400, 429, 503)},
    )
    def get(self, request: Request) -> Response:
        """Browse what is on sale by filters and words."""
        return _page(request, products_query(query_parameters(request, ProductsSerializer)))


class ProductView(APIView):
    @extend_schema(
        operation_id="retrieveProduct",
        tags=["products"],
        responses={200: ProductSerializer, **problems(404, 429, 503)},
    )
    def get(self, request: Request, product_id: int) -> Response:
        """One product on sale, with all its photos."""
        ready = Prefetch("photos", Photo.objects.filter(state=WorkState.READY))
        on_sale = Product.objects.on_sale().select_related("merchant", "category")
        product = get_object_or_404(on_sale.prefetch_related(ready), pk=product_id)
        return Response(ProductSerializer(product, context={"request": request}).data)


class SimilarProductsView(APIView):
    @extend_schema(
        operation_id="listSimilarProducts",
        tags=["products"],
        parameters=[PageSerializer],
        responses={200: ProductPageSerializer, **problems(400, 404, 429, 503)},
    )
    def get(self, request: Request, product_id: int) -> Response:
        """What resembles a product, the most alike first."""
        parameters = query_parameters(request, PageSerializer)
        get_object_or_404(Product.objects.on_sale(), pk=product_id)
        return _page(request, of_page(SearchQuery(similar_to=product_id), parameters))


class UnknownUrlView(APIView):
    """So that a mistyped URL is answered as a problem too, not with the shop's page."""

    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> NoReturn:
        raise NotFound("There is nothing at this URL. Every URL of the API ends with a slash.")


def _page(request: Request, query: SearchQuery) -> Response:
    page = search_products(query)
    following = next_page(request, path=request.path, query=query, page=page)
    answer = Answer(page=page, next=following)
    return Response(ProductPageSerializer(answer, context={"request": request}).data)
