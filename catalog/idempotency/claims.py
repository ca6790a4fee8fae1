"""Claims a key for a request, and keeps the answer.

draft-ietf-httpapi-idempotency-key-header has the terms. A claim is committed before the work, so
that a second request sees it; the answer is written in the transaction of the work, so that a crash
leaves both or none.
"""

import uuid
import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.models import IdempotentRequest, Merchant

# Longer than any request takes. Work that takes longer is done once all the same: see `keep`.
CLAIMED: Final = timedelta(minutes=2)
# Of one merchant. Answers take about 3 kB each.
MAX_KEPT: Final = 50_000
MAX_DELETED: Final = 10_000


class InProgress(Exception):
    """Another request with the key is under way, or has just ended."""


class OtherRequest(Exception):
    """The key is that of a request with other content."""


class TooManyKeys(Exception):
    """The merchant has used MAX_KEPT keys within a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    body: bytes  # JSON
    location: str = ""  # the address of what was created


@dataclass(frozen=True, slots=True)
class Claim:
    request_id: int
    token: uuid.UUID


@transaction.atomic
def claim(merchant: Merchant, key: str, fingerprint: str) -> Claim | Answer:
    """Claim a key for a request, or return the answer that it has got before.

    Raises InProgress, OtherRequest and TooManyKeys.
    """
    requests = IdempotentRequest.objects.filter(merchant=merchant)
    if not requests.filter(key=key).exists() and requests.count() >= MAX_KEPT:
        raise TooManyKeys
    until = timezone.now() + CLAIMED
    row, is_new = requests.select_for_update().get_or_create(
        key=key,
        defaults={"merchant": merchant, "fingerprint": fingerprint, "claimed_until": until},
    )
    if not is_new:
        if not row.is_outdated and (answer := _answer_of(row, fingerprint)):
            return answer
        row.claim, row.created_at, row.status, row.body = uuid.uuid4(), timezone.now(), None, b""
        row.fingerprint, row.claimed_until, row.location = fingerprint, until, ""
        row.save()
    return Claim(row.pk, row.claim)


def keep(claim: Claim, answer: Answer) -> None:
    """Keep the answer. Call it in the transaction of the work.

    Raises InProgress if the work has taken so long that another request has claimed the key: the
    transaction must be rolled back then.
    """
    kept = _held(claim).update(
        status=answer.status, body=zlib.compress(answer.body), location=answer.location
    )
    if not kept:
        raise InProgress


def release(claim: Claim) -> None:
    """Give a key back whose request was refused or has failed: it has had no effect."""
    _held(claim).delete()


def delete_outdated() -> int:
    """Delete some of the requests of which no answer is kept any more. Returns how many."""
    some = IdempotentRequest.objects.outdated().order_by("created_at").values("pk")[:MAX_DELETED]
    deleted, _ = IdempotentRequest.objects.filter(pk__in=some).delete()
    return deleted


def _held(claim: Claim) -> QuerySet[IdempotentRequest]:
    rows = IdempotentRequest.objects.filter(pk=claim.request_id, claim=claim.token)
    return rows.filter(status=None)


def _answer_of(row: IdempotentRequest, fingerprint: str) -> Answer | None:
    """Return None if the work has not been done, and nobody is at it."""
    if row.fingerprint != fingerprint:
        raise OtherRequest
    if row.status is not None:
        body = zlib.decompress(bytes(row.body))
        return Answer(status=row.status, body=body, location=row.location)
    if row.claimed_until > timezone.now():
        raise InProgress
    return None
