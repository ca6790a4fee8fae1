"""Views of shoppers' photos: sent once, looked at, searched by their id, and deleted."""

import uuid

from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.parsers import PhotoFormParser, body_values
from catalog.api.photos.requests import PhotoUploadSerializer
from catalog.api.photos.responses import DescribedPhoto, QueryPhotoSerializer
from catalog.api.problem_schema import problems
from catalog.pictures.picture import QUEUE_TIMEOUT, decode_picture
from catalog.search.photo_content import content_of_photo
from catalog.search.photo_deletion import delete_query_photo
from catalog.search.photos import QueryPhotoGone, find_query_photo, store_query_photo

NOT_CACHED = method_decorator(cache_control(no_store=True), name="dispatch")
UNKNOWN = "There is no such photo, or it has expired."


@NOT_CACHED
class PhotosView(APIView):
    parser_classes = (PhotoFormParser,)

    @extend_schema(
        operation_id="createPhoto",
        tags=["photos"],
        summary="Send a photo to search by",
        request={"multipart/form-data": PhotoUploadSerializer},
        responses={201: QueryPhotoSerializer, **problems(400, 411, 413, 415, 422, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        """Store a photo for a while, and tell what it shows.

        It is re-encoded, without the place and device that cameras write into it.
        """
        body = PhotoUploadSerializer(data=body_values(request))
        body.is_valid(raise_exception=True)
        data = body.validated_data["photo"].read()
        photo = store_query_photo(decode_picture(data, timeout=QUEUE_TIMEOUT))
        return _described(photo.pk, status=201)


@NOT_CACHED
class PhotoView(APIView):
    @extend_schema(
        operation_id="retrievePhoto",
        tags=["photos"],
        summary="Show what a photo shows",
        responses={200: QueryPhotoSerializer, **problems(404, 429, 503)},
    )
    def get(self, request: Request, photo_id: uuid.UUID) -> Response:
        """Tell what a stored photo shows, and when it expires."""
        return _described(photo_id)

    @extend_schema(
        operation_id="deletePhoto",
        tags=["photos"],
        summary="Delete a photo",
        responses={204: None, **problems(404, 429, 503)},
    )
    def delete(self, request: Request, photo_id: uuid.UUID) -> Response:
        """Delete a photo at once, with the searches by it and their clicks."""
        if not delete_query_photo(photo_id):
            raise NotFound(UNKNOWN)
        return Response(status=204)


def _described(photo_id: uuid.UUID, *, status: int = 200) -> Response:
    try:
        content = content_of_photo(photo_id)
        photo = find_query_photo(photo_id)
    except QueryPhotoGone as error:
        raise NotFound(UNKNOWN) from error
    return Response(QueryPhotoSerializer(DescribedPhoto(photo, content)).data, status=status)
