"""Photos of a merchant's own products: sent as files, listed and deleted."""

from functools import partial
from typing import Any, Final

from django.db import transaction
from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import tasks
from catalog.api.merchant.access import MerchantView
from catalog.api.merchant.conflict import Conflict
from catalog.api.merchant.once import Record, answer_once
from catalog.api.merchant.photos.requests import OwnPhotoUploadSerializer
from catalog.api.merchant.products.own import own_product
from catalog.api.merchant.products.responses import OwnPhotoSerializer
from catalog.api.parsers import PhotoFormParser, body_values
from catalog.ingest.feed_row import MAX_PHOTOS
from catalog.ingest.photos.by_hand import TooManyPhotos, add_photo
from catalog.models import Photo
from catalog.pictures.picture import Picture, decode_picture

# Seconds that an upload waits while other photos are decoded. A program waits, or sends it again.
PATIENCE: Final = 20.0


class OwnPhotosSerializer(serializers.Serializer[object]):
    results = OwnPhotoSerializer(many=True)


class OwnPhotosView(MerchantView):
    parser_classes = [PhotoFormParser]

    @extend_schema(
        operation_id="listOwnPhotos",
        tags=["own photos"],
        summary="List the photos of an own product",
        responses={200: OwnPhotosSerializer},
    )
    def get(self, request: Request, external_id: str) -> Response:
        """List the photos in their order, also those that are not fetched yet or have failed."""
        photos = own_product(self.merchant, external_id).photos.all()
        context = {"request": request}
        return Response(OwnPhotosSerializer({"results": photos}, context=context).data)

    @extend_schema(
        operation_id="addOwnPhoto",
        tags=["own photos"],
        summary="Add a photo to an own product",
        request={"multipart/form-data": OwnPhotoUploadSerializer},
        responses={201: OwnPhotoSerializer},
    )
    def post(self, request: Request, external_id: str) -> HttpResponse:
        """Add a photo as a file. It is decoded at once; imports leave it as it is."""
        own_product(self.merchant, external_id)
        return answer_once(self, partial(self._add, external_id))

    def _add(self, external_id: str, record: Record) -> Response:
        body = OwnPhotoUploadSerializer(data=body_values(self.request))
        body.is_valid(raise_exception=True)
        values = body.validated_data
        # Before the transaction, since it may wait for others.
        picture = decode_picture(values.pop("photo").read(), timeout=PATIENCE)
        with transaction.atomic():
            photo = self._added(external_id, picture, values)
            shown = OwnPhotoSerializer(photo, context={"request": self.request}).data
            response = Response(shown, 201)
            record(response)
            tasks.wake_indexing()
        return response

    def _added(self, external_id: str, picture: Picture, values: dict[str, Any]) -> Photo:
        product = own_product(self.merchant, external_id)
        try:
            return add_photo(
                product, picture, alt=values.get("alt", ""), position=values.get("position")
            )
        except TooManyPhotos as error:
            raise Conflict(
                f"The product has {MAX_PHOTOS} photos, which is the limit. Delete one first."
            ) from error


class OwnPhotoView(MerchantView):
    @extend_schema(
        operation_id="deleteOwnPhoto",
        tags=["own photos"],
        summary="Delete a photo of an own product",
        responses={204: None},
    )
    def delete(self, request: Request, external_id: str, photo_id: int) -> HttpResponse:
        """Delete a photo with its file. One with an address comes back if it is sent again."""
        product = own_product(self.merchant, external_id)
        photo = Photo.objects.filter(product=product, pk=photo_id).first()
        if photo is None:
            raise Http404("The product has no photo with this id.")
        photo.delete()
        tasks.wake_indexing()
        return HttpResponse(status=204)
