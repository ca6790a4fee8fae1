"""Every error of the API as application/problem+json (RFC 9457), from one place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Self

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response

from catalog.pictures.picture import BrokenPicture, DecodingBusy, UnsupportedPicture
from catalog.search.engine import EncoderUnavailable
from catalog.search.photos import QueryPhotoGone
from catalog.search.saved import SearchGone

MEDIA_TYPE = "application/problem+json"
# Characters; both may quote what the sender wrote.
MAX_NAME = 100
MAX_MESSAGE = 400


class PayloadTooLarge(exceptions.APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE

    @classmethod
    def photo(cls, limit: int, *, fix: str = "Send a smaller one.") -> Self:
        return cls(f"The photo is larger than {limit // 1024 // 1024} MB. {fix}")

    @classmethod
    def body(cls, limit: int) -> Self:
        return cls(f"The request is larger than {limit // 1024 // 1024} MB. Send a smaller photo.")


class LengthRequired(exceptions.APIException):
    status_code = HTTPStatus.LENGTH_REQUIRED
    default_detail = "Send the request with a Content-Length; a chunked body cannot be read."


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    status: int
    detail: str
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        body: dict[str, object] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": printable(self.detail),
        }
        if self.errors:
            body["errors"] = {
                printable(name): [printable(message) for message in messages]
                for name, messages in self.errors.items()
            }
        return Response(
            body, status=self.status, headers=dict(self.headers), content_type=MEDIA_TYPE
        )


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """REST_FRAMEWORK["EXCEPTION_HANDLER"]. None for a database in trouble and for mistakes of ours:
    these are logged and answered in one place for every page (shop_search).
    """
    problem = _problem(error)
    return problem.response() if problem else None


def _problem(error: Exception) -> Problem | None:
    if isinstance(error, exceptions.ValidationError):
        errors = dict(_flattened(error.detail, ""))
        return Problem(status=400, detail=_summary(errors), errors=errors)
    if isinstance(error, exceptions.APIException):
        return _problem_of_framework(error)
    for kind, seconds in RETRY_AFTER.items():
        if isinstance(error, kind):
            headers = {"Retry-After": str(seconds)}
            return Problem(status=503, detail=str(error), headers=headers)
    for kind, status in STATUS_OF.items():
        if isinstance(error, kind):
            return Problem(status=status, detail=str(error))
    return None


# Seconds, of what passes by itself.
RETRY_AFTER: Mapping[type[Exception], int] = {EncoderUnavailable: 30, DecodingBusy: 5}

STATUS_OF: Mapping[type[Exception], int] = {
    UnsupportedPicture: 415,
    BrokenPicture: 422,
    SearchGone: 404,
    QueryPhotoGone: 404,
    Http404: 404,
    RequestDataTooBig: 413,
    SuspiciousOperation: 400,
    UnreadablePostError: 400,
}

FIXES: Mapping[type[exceptions.APIException], str] = {
    exceptions.UnsupportedMediaType: "Send application/json or multipart/form-data.",
    exceptions.NotAcceptable: "Accept application/json.",
}


def _problem_of_framework(error: exceptions.APIException) -> Problem:
    detail = " ".join(filter(None, [str(error.detail), FIXES.get(type(error))]))
    return Problem(status=error.status_code, detail=detail)


def _flattened(detail: object, path: str) -> Iterator[tuple[str, list[str]]]:
    """Nested messages to dotted field paths: ("filters.price_min", ["..."])."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else str(name)
            yield from _flattened(inner, ".".join(filter(None, [path, step])))
    elif isinstance(detail, list):
        yield path or "request", [str(message) for message in detail]


def _summary(errors: Mapping[str, list[str]]) -> str:
    name, messages = next(iter(errors.items()))
    return f"{name[:MAX_NAME]}: {messages[0]}"


def printable(text: str) -> str:
    """Shortened, and without the lone surrogates that no UTF-8 can carry."""
    short = text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]}…"
    return short.encode("utf-8", "backslashreplace").decode()
