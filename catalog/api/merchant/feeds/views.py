"""Views of a merchant's feed addresses."""

from functools import partial

from django.http import Http404, HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import feed_tasks
from catalog.api.contract.responses import LOCATION
from catalog.api.merchant.conflict import Conflict
from catalog.api.merchant.feeds.requests import FeedAddressFieldsSerializer, FeedAddressSerializer
from catalog.api.merchant.feeds.responses import FeedAddressPageSerializer, OwnFeedAddressSerializer
from catalog.api.merchant.feeds.saving import saved
from catalog.api.merchant.imports.views import ImportView
from catalog.api.merchant.once import answer_once, in_one_transaction
from catalog.api.merchant.pages import ListSerializer, page_of
from catalog.api.pages import query_parameters
from catalog.api.parsers import body_values
from catalog.deletion.locking import delete_locked
from catalog.ingest.feed_addresses.control import fetch_now, pause
from catalog.models import FeedAddress, Merchant

_TAGS = ["feed addresses"]


def own_address(merchant: Merchant, feed_address_id: int) -> FeedAddress:
    """Raises Http404."""
    found = FeedAddress.objects.select_related("merchant", "feed").filter(
        merchant=merchant, pk=feed_address_id
    )
    address = found.first()
    if address is None:
        raise Http404("This merchant has no feed address with this id.")
    return address


class FeedAddressesView(ImportView):
    @extend_schema(
        operation_id="listFeedAddresses",
        tags=_TAGS,
        summary="List feed addresses",
        parameters=[ListSerializer],
        responses={200: FeedAddressPageSerializer},
    )
    def get(self, request: Request) -> Response:
        """List the web addresses from which the merchant's feeds are fetched."""
        values = query_parameters(request, ListSerializer)
        addresses = FeedAddress.objects.filter(merchant=self.merchant)
        return Response(FeedAddressPageSerializer(page_of(request, addresses, values)).data)

    @extend_schema(
        operation_id="createFeedAddress",
        tags=_TAGS,
        summary="Import from a web address",
        parameters=[LOCATION],
        request=FeedAddressSerializer,
        responses={201: OwnFeedAddressSerializer},
    )
    def post(self, request: Request) -> HttpResponse:
        """Fetch a feed at once, and then again and again. Its first import waits to be started."""
        return answer_once(self, in_one_transaction(self._create))

    def _create(self) -> Response:
        body = FeedAddressSerializer(data=body_values(self.request))
        body.is_valid(raise_exception=True)
        address = saved(FeedAddress(merchant=self.merchant), body.validated_data)
        path = reverse("api:feed-address", args=[address.pk])
        headers = {"Location": self.request.build_absolute_uri(path)}
        return Response(OwnFeedAddressSerializer(address).data, 201, headers=headers)


class FeedAddressView(ImportView):
    @extend_schema(
        operation_id="retrieveFeedAddress",
        tags=_TAGS,
        summary="Show a feed address",
        responses={200: OwnFeedAddressSerializer},
    )
    def get(self, request: Request, feed_address_id: int) -> Response:
        """Show what is fetched from it, and how that goes."""
        address = own_address(self.merchant, feed_address_id)
        return Response(OwnFeedAddressSerializer(address).data)

    @extend_schema(
        operation_id="updateFeedAddress",
        tags=_TAGS,
        summary="Change a feed address",
        request=FeedAddressFieldsSerializer,
        responses={200: OwnFeedAddressSerializer},
    )
    def patch(self, request: Request, feed_address_id: int) -> Response:
        """Change the fields that are given. The feed is fetched at once, unless it is paused."""
        address = own_address(self.merchant, feed_address_id)
        body = FeedAddressFieldsSerializer(data=body_values(request))
        body.is_valid(raise_exception=True)
        return Response(OwnFeedAddressSerializer(saved(address, body.validated_data)).data)

    @extend_schema(
        operation_id="deleteFeedAddress",
        tags=_TAGS,
        summary="Delete a feed address",
        responses={204: None},
    )
    def delete(self, request: Request, feed_address_id: int) -> HttpResponse:
        """Stop fetching. Products and imports stay."""
        own_address(self.merchant, feed_address_id)
        delete_locked(FeedAddress.objects.filter(merchant=self.merchant, pk=feed_address_id))
        return HttpResponse(status=204)


class FetchFeedView(ImportView):
    @extend_schema(
        operation_id="fetchFeed",
        tags=_TAGS,
        summary="Fetch a feed now",
        request=None,
        responses={200: OwnFeedAddressSerializer},
    )
    def post(self, request: Request, feed_address_id: int) -> HttpResponse:
        """Fetch a feed now, also from an address that is paused, which goes on."""
        own_address(self.merchant, feed_address_id)
        return answer_once(self, in_one_transaction(partial(self._fetch, feed_address_id)))

    def _fetch(self, feed_address_id: int) -> Response:
        if not fetch_now(own_address(self.merchant, feed_address_id)):
            raise Conflict("The feed is being fetched already.")
        feed_tasks.wake_feed_fetching()
        address = own_address(self.merchant, feed_address_id)
        return Response(OwnFeedAddressSerializer(address).data)


class PauseFeedView(ImportView):
    @extend_schema(
        operation_id="pauseFeed",
        tags=_TAGS,
        summary="Pause a feed",
        request=None,
        responses={200: OwnFeedAddressSerializer},
    )
    def post(self, request: Request, feed_address_id: int) -> HttpResponse:
        """Stop fetching until `fetch/` is called."""
        own_address(self.merchant, feed_address_id)
        return answer_once(self, in_one_transaction(partial(self._pause, feed_address_id)))

    def _pause(self, feed_address_id: int) -> Response:
        if not pause(own_address(self.merchant, feed_address_id)):
            raise Conflict("The feed is not fetched anyway.")
        address = own_address(self.merchant, feed_address_id)
        return Response(OwnFeedAddressSerializer(address).data)
