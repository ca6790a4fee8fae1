"""Requests that a program may send twice, and that have their effect once."""

import uuid
from datetime import timedelta
from typing import Final

from django.db import models
from django.utils import timezone

from catalog.models.merchant import Merchant, TenantQuerySet

# Characters. The draft's examples are UUIDs.
MAX_KEY: Final = 255
KEPT: Final = timedelta(hours=24)


class IdempotentRequestQuerySet(TenantQuerySet["IdempotentRequest"]):
    def outdated(self) -> "IdempotentRequestQuerySet":
        return self.filter(created_at__lte=timezone.now() - KEPT)


class IdempotentRequest(models.Model):
    """A request with an Idempotency-Key, and its answer once it has one.

    The answer is written in the transaction that does the work. So a row without an answer, whose
    `claimed_until` has passed, has had no effect, and the next request with its key does the work.
    """

    merchant = models.ForeignKey(
        Merchant, on_delete=models.CASCADE, db_index=False, related_name="idempotent_requests"
    )
    key = models.CharField(max_length=MAX_KEY)
    # SHA-256 of the address and the content of the request.
    fingerprint = models.CharField(max_length=64)
    # By which the request under way recognises its claim.
    claim = models.UUIDField(default=uuid.uuid4)
    claimed_until = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    location = models.CharField(max_length=300, blank=True)
    # JSON, compressed by zlib.
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField(default=timezone.now)

    objects = IdempotentRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "key"], name="idempotent_request_key")
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotent_request_age")]

    def __str__(self) -> str:
        return f"{self.key} of merchant {self.merchant_id}"

    @property
    def is_outdated(self) -> bool:
        return self.created_at <= timezone.now() - KEPT
