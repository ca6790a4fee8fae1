"""Turns the errors of the API's views into problems (RFC 9457)."""

import math
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response

from catalog.api.problem_body import MEDIA_TYPE, Invalid, problem_body
from catalog.search.checked_query import InvalidQuery
from catalog.search.refusals import REFUSALS, refusal_of
from catalog.search.upload_limits import MB

# Characters. `detail` cuts longer field names: the sender may have made them up.
MAX_NAME = 100

STATUS_OF_DJANGO_ERROR: Mapping[type[Exception], int] = {
    Http404: 404,
    RequestDataTooBig: 413,
    SuspiciousOperation: 400,
    UnreadablePostError: 400,
}
FIXES: Mapping[type[exceptions.APIException], str] = {
    exceptions.UnsupportedMediaType: "Send application/json or multipart/form-data.",
    exceptions.NotAcceptable: "Accept application/json.",
}
# Problem types of errors that REST framework raises. Others are found by their status, or by a
# `default_code` that is the name of a type with underscores.
NAMES: Mapping[str, str] = {"parse_error": "malformed-request"}


class LengthRequired(exceptions.APIException):
    status_code = HTTPStatus.LENGTH_REQUIRED
    default_detail = "Send the request with a Content-Length; a chunked body cannot be read."


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return the response to an error of a view; None for a bug or a database error.

    This is REST_FRAMEWORK["EXCEPTION_HANDLER"]. After None, shop_search logs and answers the error.
    """
    if isinstance(error, exceptions.ValidationError):
        return _invalid([Invalid(*found) for found in _flattened(error.detail, ())])
    if isinstance(error, InvalidQuery):
        message = [str(error)]
        return _invalid([Invalid(tuple(field.split(".")), message) for field in error.fields])
    if isinstance(error, tuple(REFUSALS)):
        return _refused(error)
    if isinstance(error, exceptions.APIException):
        detail = " ".join(filter(None, [str(error.detail), FIXES.get(type(error))]))
        return _problem(error.status_code, detail, name=_name(error), headers=_headers(error))
    for kind, status in STATUS_OF_DJANGO_ERROR.items():
        if isinstance(error, kind):
            return _problem(status, _detail_of(error))
    return None


def _detail_of(error: Exception) -> str:
    """The message of an error of Django. Where it names a setting, the client is told the limit."""
    if isinstance(error, TooManyFieldsSent):
        return f"A request has at most {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} fields. Send fewer."
    if isinstance(error, TooManyFilesSent):
        return f"A form has at most {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files. Send fewer."
    if isinstance(error, RequestDataTooBig):
        megabytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // MB
        return f"A request has at most {megabytes} MB beside its files. Send a smaller one."
    return str(error)


def _problem(
    status: int,
    detail: str,
    *,
    name: str = "",
    invalid: Sequence[Invalid] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    return Response(
        problem_body(status=status, detail=detail, name=name, invalid=invalid),
        status=status,
        headers=dict(headers or {}),
        content_type=MEDIA_TYPE,
    )


def _invalid(invalid: Sequence[Invalid]) -> Response:
    first = invalid[0]
    return _problem(400, f"{first.field[:MAX_NAME]}: {first.messages[0]}", invalid=invalid)


def _refused(error: Exception) -> Response:
    refusal = refusal_of(error)
    retry = {"Retry-After": str(refusal.retry_seconds)} if refusal.retry_seconds else {}
    return _problem(refusal.status, refusal.detail_for(error), headers=retry)


def _name(error: exceptions.APIException) -> str:
    code = str(error.get_codes())
    return NAMES.get(code, code.replace("_", "-"))


def _headers(error: exceptions.APIException) -> dict[str, str]:
    """How to authenticate, in a 401 and a 403 for lack of a scope (RFC 6750), or when to retry."""
    challenge: str | None = getattr(error, "auth_header", None)
    wait = math.ceil(getattr(error, "wait", None) or 0)  # of Throttled
    return {
        **({"WWW-Authenticate": challenge} if challenge else {}),
        **({"Retry-After": str(wait)} if wait else {}),
    }


def _flattened(
    detail: object, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield nested messages with their paths: (("filters", "price_min"), ["..."])."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            step = () if name == "non_field_errors" else (str(name),)
            yield from _flattened(inner, (*path, *step))
    elif isinstance(detail, list) and any(isinstance(item, Mapping) for item in detail):
        # One entry for each item of a list of objects, empty for those that are right.
        for position, inner in enumerate(detail):
            yield from _flattened(inner, (*path, str(position)))
    elif isinstance(detail, list):
        yield path, [str(message) for message in detail]
