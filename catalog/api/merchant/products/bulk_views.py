"""Views that create, change and delete many products, with a result for each."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import tasks
from catalog.api.merchant.access import MerchantView
from catalog.api.merchant.once import Record, answer_once
from catalog.api.merchant.parsers import ProductsParser
from catalog.api.merchant.products.reading import ReadProducts
from catalog.api.merchant.products.requests import (
    DeleteSerializer,
    OwnProductsSerializer,
    UpsertEnvelopeSerializer,
    UpsertSerializer,
)
from catalog.api.merchant.products.responses import (
    DeletedSerializer,
    OwnProductPageSerializer,
    UpsertedSerializer,
)
from catalog.api.merchant.products.views import list_products
from catalog.api.parsers import body_values
from catalog.ingest.items.deletion import DeletedItems, delete_items
from catalog.ingest.items.outcomes import Result, Upserted
from catalog.ingest.items.upsert import upsert_items


class OwnProductsView(MerchantView):
    parser_classes = [ProductsParser]

    @extend_schema(
        operation_id="listOwnProducts",
        tags=["own products"],
        summary="List own products",
        parameters=[OwnProductsSerializer],
        responses={200: OwnProductPageSerializer},
    )
    def get(self, request: Request) -> Response:
        """List all of the merchant's products, on sale or not, the newest first."""
        return list_products(self, request)

    @extend_schema(
        operation_id="upsertOwnProducts",
        tags=["own products"],
        summary="Create and change own products",
        request=UpsertSerializer,
        responses={200: UpsertedSerializer},
    )
    def post(self, request: Request) -> HttpResponse:
        """Create products, or change the fields that are given of those that exist.

        Fields that are left out stay as they are, and null clears a field. Products are cleaned and
        compared as those of a file are; one that is refused costs no other. All that are not
        refused are written in one transaction. A new product needs a title and a price.
        """
        return answer_once(self, self._upsert)

    def _upsert(self, record: Record) -> Response:
        body = UpsertEnvelopeSerializer(data=body_values(self.request))
        body.is_valid(raise_exception=True)
        read = ReadProducts.of(body.validated_data["products"])
        answers: list[Response] = []

        def answer(upserted: Upserted) -> None:
            answers.append(Response(_upserted(read, upserted)))
            record(answers[-1])

        upsert_items(self.merchant, read.rows, name=self.source, then=answer)
        tasks.wake_indexing()
        tasks.wake_photo_fetching()
        return answers[-1]


def _upserted(read: ReadProducts, upserted: Upserted) -> dict[str, Any]:
    results = read.results(upserted)
    counts = {str(kind): sum(one["result"] == kind for one in results) for kind in Result}
    values = {"import_id": upserted.run_id, **counts, "results": results}
    return dict(UpsertedSerializer(values).data)  # type: ignore[arg-type]


class DeleteProductsView(MerchantView):
    parser_classes = [ProductsParser]

    @extend_schema(
        operation_id="deleteOwnProducts",
        tags=["own products"],
        summary="Delete own products",
        request=DeleteSerializer,
        responses={200: DeletedSerializer},
    )
    def post(self, request: Request) -> HttpResponse:
        """Delete products with their photos. An undo of the import that did it brings them back."""
        return answer_once(self, self._delete)

    def _delete(self, record: Record) -> Response:
        body = DeleteSerializer(data=body_values(self.request))
        body.is_valid(raise_exception=True)
        ids: list[str] = body.validated_data["external_ids"]
        answers: list[Response] = []

        def answer(deleted: DeletedItems) -> None:
            answers.append(Response(_deleted(ids, deleted)))
            record(answers[-1])

        delete_items(self.merchant, ids, name=self.source, then=answer)
        return answers[-1]


def _deleted(ids: list[str], deleted: DeletedItems) -> dict[str, Any]:
    results = [
        {"external_id": key, "result": "deleted" if key in deleted.ids else "not_found"}
        for key in ids
    ]
    values = {
        "import_id": deleted.run_id,
        "deleted": len(deleted.ids),
        "not_found": sum(result["result"] == "not_found" for result in results),
        "results": results,
    }
    return dict(DeletedSerializer(values).data)
