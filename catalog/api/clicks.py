"""Telling which hit of a search was opened."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.parsers import body_values
from catalog.api.requests import ClickSerializer
from catalog.api.schema import problems
from catalog.models import Product
from catalog.search.clicks import record_click


class ClicksView(APIView):
    @extend_schema(
        operation_id="createClick",
        tags=["searches"],
        request=ClickSerializer,
        responses={204: None, **problems(400, 404, 411, 413, 415, 429, 503)},
    )
    def post(self, request: Request, search_id: uuid.UUID) -> Response:
        """A product was opened from the results of this search."""
        checked = ClickSerializer(data=body_values(request))
        checked.is_valid(raise_exception=True)
        try:
            record_click(search_id=search_id, product_id=checked.validated_data["product"])
        except Product.DoesNotExist as error:
            raise NotFound("No such product is on sale.") from error
        return Response(status=204)
