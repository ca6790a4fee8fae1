"""Request bodies to plain values: the same shape from JSON and from a form."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from catalog.api.fields import largest_base64_photo
from catalog.api.problems import LengthRequired, PayloadTooLarge
from catalog.api.strict_json import InvalidJson, parse_json


class StrictJsonParser(BaseParser):
    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        # A photo in base64 with its line breaks.
        _refuse_large_body(_request(parser_context), largest_base64_photo() * 4 // 3)
        try:
            return parse_json(stream.read())
        except InvalidJson as error:
            raise ParseError(str(error)) from error


class PhotoFormParser(BaseParser):
    """Keeps the photo in memory: it is small, and no refusal can leave a temporary file."""

    media_type = "multipart/form-data"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, object]:
        request = _request(parser_context)
        _refuse_large_body(request, settings.SHOP_MAX_PHOTO_BYTES)
        # The parsed type, boundary included, which the raw header may spell otherwise.
        meta = {**request.META, "CONTENT_TYPE": media_type}
        handlers = [BoundedMemoryUpload(request._request)]
        try:
            reader = NamelessUploads(meta, request._request, handlers, "utf-8")
            form, files = reader.parse()
        except MultiPartParserError as error:
            raise ParseError(f"This is not a valid form: {error}") from error
        return plain_values(form, files)


class NamelessUploads(MultiPartParser):
    def sanitize_file_name(self, file_name: str) -> str:
        """Never the sender's: it may be a path, endless, or made of control characters."""
        return "photo"


class BoundedMemoryUpload(MemoryFileUploadHandler):
    def handle_raw_input(self, *args: object, **kwargs: object) -> None:
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start + len(raw_data) > settings.SHOP_MAX_PHOTO_BYTES:
            raise PayloadTooLarge.photo(settings.SHOP_MAX_PHOTO_BYTES)
        return super().receive_data_chunk(raw_data, start)

    def upload_interrupted(self) -> None:
        raise ParseError("The form ends in the middle of a file. Send it again.")


def plain_values(*sources: MultiValueDict[str, Any]) -> dict[str, object]:
    """A name given once has its value, a name given again has the list of them."""
    merged: MultiValueDict[str, object] = MultiValueDict()
    for source in sources:
        merged.update(source)
    return {name: found[0] if len(found) == 1 else found for name, found in merged.lists()}


def body_values(request: Request) -> object:
    """The parsed body. A chunked one looks empty to Django: it must not pass for no conditions."""
    if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
        raise LengthRequired
    return request.data


def _request(parser_context: Mapping[str, Any] | None) -> Request:
    assert parser_context is not None  # noqa: S101 (DRF always gives it to a view's parsers)
    request: Request = parser_context["request"]
    return request


def _refuse_large_body(request: Request, photo: int) -> None:
    """By the announced length, beyond which Django's request never reads."""
    limit = photo + 1024 * 1024  # room for the other fields
    if int(request.META["CONTENT_LENGTH"]) > limit:
        raise PayloadTooLarge.body(limit)
