"""Refuses request bodies that are compressed: a small one may unpack to any size."""

from http import HTTPStatus

from rest_framework.exceptions import APIException
from rest_framework.request import Request


class CompressedBody(APIException):
    status_code = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    default_detail = "A compressed request cannot be read. Send it without Content-Encoding."


def refuse_compressed(request: Request) -> None:
    """Raise CompressedBody for a request with a Content-Encoding."""
    coding = request.headers.get("Content-Encoding", "").strip().lower()
    if coding not in ("", "identity"):
        raise CompressedBody
