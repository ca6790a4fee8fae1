"""Parsers of request bodies, JSON or forms, into plain values for the serializers."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from catalog.api.json_types import PlainText
from catalog.api.multipart_body import WatchedBody
from catalog.api.photos.base64_photo import base64_photo_too_large, max_base64_photo_bytes
from catalog.api.problems import LengthRequired
from catalog.api.strict_json import InvalidJson, parse_json
from catalog.search.upload_limits import (
    MAX_OTHER_BYTES,
    PhotoTooLarge,
    announced_bytes,
    refuse_large_body,
)


class StrictJsonParser(BaseParser):
    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        # Base64 takes four characters for three bytes.
        max_bytes = max_base64_photo_bytes() * 4 // 3 + MAX_OTHER_BYTES
        if announced_bytes(request_in(parser_context).META) > max_bytes:
            raise base64_photo_too_large()
        try:
            return parse_json(stream.read())
        except InvalidJson as error:
            raise ParseError(str(error)) from error


class PhotoFormParser(BaseParser):
    """A form parser that keeps photos in memory, so that a refusal leaves no temporary file."""

    media_type = "multipart/form-data"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, object]:
        request = request_in(parser_context)
        refuse_large_body(request.META, max_photo_bytes=settings.SHOP_MAX_PHOTO_BYTES)
        # The media type as REST framework parsed it; the raw header may spell it differently.
        body = WatchedBody.of(request._request, media_type or "")
        meta = {**request.META, "CONTENT_TYPE": media_type}
        handlers = [BoundedMemoryUpload(request._request)]
        try:
            reader = NamelessUploads(meta, cast("Any", body), handlers, "utf-8")
            form, files = reader.parse()
        except MultiPartParserError as error:
            body.refuse_other_boundary()
            raise ParseError(f"This is not a valid form: {error}") from error
        values = plain_values(form, files)
        body.refuse_damage(has_parts=bool(values))
        return values


class NamelessUploads(MultiPartParser):
    def sanitize_file_name(self, file_name: str) -> str:
        """Drop the sender's name, which may be a path, endless, or full of control characters."""
        return "photo"


class BoundedMemoryUpload(MemoryFileUploadHandler):
    def handle_raw_input(self, *args: object, **kwargs: object) -> None:
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start + len(raw_data) > settings.SHOP_MAX_PHOTO_BYTES:
            raise PhotoTooLarge(settings.SHOP_MAX_PHOTO_BYTES)
        return super().receive_data_chunk(raw_data, start)

    def upload_interrupted(self) -> None:
        raise ParseError("The form ends in the middle of a file. Send it again.")


def plain_values(*sources: MultiValueDict[str, Any]) -> dict[str, object]:
    """Map each name to its value, or to the list of its values if it is repeated."""
    merged: MultiValueDict[str, object] = MultiValueDict()
    for source in sources:
        merged.update(source)
    values = {name: [_plain(value) for value in found] for name, found in merged.lists()}
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}


def _plain(value: object) -> object:
    return PlainText(value) if isinstance(value, str) else value


def body_values(request: Request) -> object:
    """Return the parsed body of a request.

    Raises LengthRequired for a chunked body, and ParseError for none: Django would read both as an
    empty search, which finds all products.
    """
    if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
        raise LengthRequired
    encoding = request.META.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if encoding not in ("", "identity"):
        raise CompressedBody
    if not announced_bytes(request.META):
        raise ParseError("The body is empty. Send a JSON object; {} stands for no field at all.")
    return request.data


class CompressedBody(APIException):
    status_code = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    default_detail = "The body is compressed. Send it without Content-Encoding."


def request_in(parser_context: Mapping[str, Any] | None) -> Request:
    assert parser_context is not None  # noqa: S101 (REST framework always gives it to parsers)
    request: Request = parser_context["request"]
    return request
