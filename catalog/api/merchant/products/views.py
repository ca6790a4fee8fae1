"""Views of a merchant's own products, one by one and as a list."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import tasks
from catalog.api.merchant.access import MerchantView
from catalog.api.merchant.pages import page_of
from catalog.api.merchant.products.own import own_context, own_product, own_products
from catalog.api.merchant.products.reading import field_of, problems_of
from catalog.api.merchant.products.requests import OwnProductsSerializer, ProductFieldsSerializer
from catalog.api.merchant.products.responses import (
    ChangedProductSerializer,
    OwnProductPageSerializer,
    OwnProductSerializer,
)
from catalog.api.pages import query_parameters
from catalog.api.parsers import body_values
from catalog.ingest.items.deletion import delete_items
from catalog.ingest.items.outcomes import Outcome, Result
from catalog.ingest.items.rows import row_of
from catalog.ingest.items.upsert import upsert_items
from catalog.models.product_queries import ProductQuerySet


def list_products(view: MerchantView, request: Request) -> Response:
    values = query_parameters(request, OwnProductsSerializer)
    page = page_of(request, _filtered(own_products(view.merchant), values), values)
    return Response(OwnProductPageSerializer(page, context=own_context(request)).data)


def _filtered(products: ProductQuerySet, values: dict[str, Any]) -> ProductQuerySet:
    if "external_id" in values:
        products = products.filter(external_id__in=values["external_id"])
    if values["active"] is not None:
        products = products.filter(active=values["active"])
    if "indexing" in values:
        products = products.filter(indexing__state=values["indexing"])
    return products


class OwnProductView(MerchantView):
    @extend_schema(
        operation_id="retrieveOwnProduct",
        tags=["own products"],
        summary="Show an own product",
        responses={200: OwnProductSerializer},
    )
    def get(self, request: Request, external_id: str) -> Response:
        """Show one of the merchant's products, on sale or not."""
        product = own_product(self.merchant, external_id)
        return Response(OwnProductSerializer(product, context=own_context(request)).data)

    @extend_schema(
        operation_id="updateOwnProduct",
        tags=["own products"],
        summary="Change an own product",
        request=ProductFieldsSerializer,
        responses={200: ChangedProductSerializer},
    )
    def patch(self, request: Request, external_id: str) -> Response:
        """Change the fields that are given, and no others. null clears a field."""
        own_product(self.merchant, external_id)
        body = ProductFieldsSerializer(data=body_values(request))
        body.is_valid(raise_exception=True)
        outcome = self._write(external_id, body.validated_data)
        product = own_product(self.merchant, external_id)
        product.problems = problems_of(outcome.problems, "#")  # type: ignore[attr-defined]
        return Response(ChangedProductSerializer(product, context=own_context(request)).data)

    def _write(self, external_id: str, values: dict[str, Any]) -> Outcome:
        row = row_of(1, {"external_id": external_id, **values})
        outcome = upsert_items(self.merchant, [row], name=self.source).outcomes[1]
        if outcome.result == Result.REFUSED:
            raise ValidationError(
                {
                    field_of(problem).removeprefix("/") or "product": [problem.message]
                    for problem in outcome.problems
                }
            )
        tasks.wake_indexing()
        tasks.wake_photo_fetching()
        return outcome

    @extend_schema(
        operation_id="deleteOwnProduct",
        tags=["own products"],
        summary="Delete an own product",
        responses={204: None},
    )
    def delete(self, request: Request, external_id: str) -> HttpResponse:
        """Delete a product with its photos. An undo of the import that did it brings it back."""
        own_product(self.merchant, external_id)
        delete_items(self.merchant, [external_id], name=self.source)
        return HttpResponse(status=204)
