"""The Idempotency-Key of a POST: a request that is sent again has its effect once.

By draft-ietf-httpapi-idempotency-key-header. Answers of success are kept; a request that is refused
has had no effect, and may be corrected and sent again with its key.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from django.core.files.base import File
from django.db import transaction
from django.http import HttpResponse
from rest_framework.exceptions import APIException, Throttled, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from catalog.api.contract.idempotency import HEADER, REPLAYED
from catalog.api.merchant.access import MerchantView
from catalog.api.merchant.conflict import Conflict
from catalog.api.parsers import body_values
from catalog.idempotency.claims import (
    Answer,
    Claim,
    InProgress,
    OtherRequest,
    TooManyKeys,
    claim,
    keep,
    release,
)
from catalog.models.idempotency import MAX_KEY

Record = Callable[[Response], None]
# Keys are forgotten one by one, a day after each.
RETRY_SECONDS: Final = 3600
# A string of RFC 9651, or the same without its quotes.
_KEY: Final = re.compile(r'"(?P<quoted>[!#-\[\]-~ ]+)"|(?P<bare>[!#-\[\]-~]+)')


class Reused(APIException):
    status_code = 422
    default_code = "idempotency_key_reused"
    default_detail = (
        "This Idempotency-Key is that of another request. Use a new key for each request, and the "
        "same one only to send the same content again."
    )


def answer_once(view: MerchantView, work: Callable[[Record], Response]) -> HttpResponse:
    """Return the answer to the view's request: of `work`, or the one that was given before.

    `work` calls what it gets with its response, in the transaction that does the work.
    """
    key = _key(view.request.headers.get(HEADER))
    if key is None:
        return work(_record_nothing)
    claimed = _claim(view, key)
    if isinstance(claimed, Answer):
        return _replayed(claimed)
    try:
        return work(partial(_record, claimed))
    except InProgress as error:
        raise _under_way() from error
    except BaseException:
        release(claimed)
        raise


def in_one_transaction(work: Callable[[], Response]) -> Callable[[Record], Response]:
    """Work all of which is done in one transaction, as `answer_once` takes it."""

    def recorded(record: Record) -> Response:
        with transaction.atomic():
            response = work()
            record(response)
        return response

    return recorded


def _record_nothing(_: Response) -> None:
    """The request has no key."""


def _record(claim: Claim, response: Response) -> None:
    body = JSONRenderer().render(response.data)
    location = str(response.headers.get("Location", ""))
    keep(claim, Answer(status=response.status_code, body=body, location=location))


def _key(header: str | None) -> str | None:
    if header is None:
        return None
    match = _KEY.fullmatch(header.strip())
    if match is None or len(header) > MAX_KEY:
        raise ValidationError(
            {HEADER: [f"Send 1 to {MAX_KEY} characters of ASCII, for instance a UUID."]}
        )
    return match["quoted"] or match["bare"]


def _claim(view: MerchantView, key: str) -> Claim | Answer:
    try:
        return claim(view.merchant, key, _fingerprint(view))
    except InProgress as error:
        raise _under_way() from error
    except OtherRequest as error:
        raise Reused from error
    except TooManyKeys as error:
        raise Throttled(
            wait=RETRY_SECONDS,
            detail="Too many different keys within 24 hours. Send fewer and larger requests.",
        ) from error


def _under_way() -> Conflict:
    return Conflict("A request with this Idempotency-Key is under way. Send it again in a minute.")


def _fingerprint(view: MerchantView) -> str:
    """A hash of what the request says, however its form or JSON is spelled."""
    request = view.request
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    for part in _parts(body_values(request)):
        digest.update(part)
    return digest.hexdigest()


def _parts(data: object) -> Iterator[bytes]:
    if isinstance(data, dict):
        data, files = _without_files(data)
        for name, file in sorted(files.items()):
            yield name.encode()
            yield from file.chunks()
            file.seek(0)
    yield json.dumps(data, sort_keys=True, default=str).encode()


def _without_files(data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, "File[bytes]"]]:
    files = {name: value for name, value in data.items() if isinstance(value, File)}
    return {name: value for name, value in data.items() if name not in files}, files


def _replayed(answer: Answer) -> HttpResponse:
    headers = {REPLAYED: "true"} | ({"Location": answer.location} if answer.location else {})
    return HttpResponse(
        answer.body, status=answer.status, content_type="application/json", headers=headers
    )
