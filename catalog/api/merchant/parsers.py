"""Parsers of bodies that are larger than those of searches: many products, and catalog files."""

from collections.abc import Mapping
from typing import IO, Any, Final

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

from catalog.api.parsers import plain_values, request_in
from catalog.api.strict_json import InvalidJson, parse_json
from catalog.search.upload_limits import MAX_OTHER_BYTES, MB, announced_bytes

# 500 products with descriptions of a thousand words.
MAX_PRODUCTS_BYTES: Final = 8 * MB
# 500 products with a hundred attributes, tags, photos and commas in texts.
MAX_PRODUCTS_VALUES: Final = 100_000


class BodyTooLarge(APIException):
    status_code = 413

    def __init__(self, max_bytes: int, fix: str) -> None:
        super().__init__(f"The request may have up to {max_bytes // MB} MB. {fix}")


class ProductsParser(BaseParser):
    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        if announced_bytes(request_in(parser_context).META) > MAX_PRODUCTS_BYTES:
            raise BodyTooLarge(MAX_PRODUCTS_BYTES, "Send fewer products at once.")
        try:
            return parse_json(stream.read(), max_values=MAX_PRODUCTS_VALUES)
        except InvalidJson as error:
            raise ParseError(str(error)) from error


class CatalogFormParser(BaseParser):
    """A form parser that writes its file to disk. The view closes it, which deletes it."""

    media_type = "multipart/form-data"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, object]:
        request = request_in(parser_context)
        if announced_bytes(request.META) > settings.SHOP_MAX_IMPORT_BYTES + MAX_OTHER_BYTES:
            raise BodyTooLarge(settings.SHOP_MAX_IMPORT_BYTES, "Split the catalog.")
        meta = {**request.META, "CONTENT_TYPE": media_type}
        handlers = [CatalogUpload(request._request)]
        try:
            form, files = MultiPartParser(meta, request._request, handlers, "utf-8").parse()
        except MultiPartParserError as error:
            raise ParseError(f"This is not a valid form: {error}") from error
        return plain_values(form, files)


class CatalogUpload(TemporaryFileUploadHandler):
    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.SHOP_MAX_IMPORT_BYTES:
            self.file.close()
            raise BodyTooLarge(settings.SHOP_MAX_IMPORT_BYTES, "Split the catalog.")
        super().receive_data_chunk(raw_data, start)

    def upload_interrupted(self) -> None:
        super().upload_interrupted()
        raise ParseError("The form ends in the middle of a file. Send it again.")
