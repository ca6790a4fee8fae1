"""Finds the merchants whose catalogs have changed since they were inspected."""

import time
from datetime import timedelta
from typing import Final

from django.db import connection
from django.utils import timezone

from catalog.models import EncoderVersion, Inspection, InspectionStep, ProductIndexing, WorkState

# A change is inspected after at most so long, and at once with those that follow it.
LOOK_EVERY: Final = timedelta(minutes=10)
# While products of the merchant are still indexed.
LOOK_AGAIN: Final = timedelta(minutes=1)

_ADD_MISSING: Final = """
INSERT INTO catalog_inspection
    (merchant_id, state, reason, attempts, due_at, fingerprint, step, position, fields)
SELECT id, 'ready', '', 0, now(), '', 'proposals', 0, '[]' FROM catalog_merchant m
WHERE NOT EXISTS (SELECT FROM catalog_inspection i WHERE i.merchant_id = m.id)
ON CONFLICT DO NOTHING
"""
# All that an inspection reads, in any order. Without triggers, for which indexing would wait.
_FINGERPRINT: Final = """
SELECT coalesce(md5(%(version)s || ' ' || count(*) || ' ' || sum(
           hashtextextended(concat_ws(' ', p.id, p.group_id, p.category_id, e.photo_id,
                                      e.photo_sha256), 0)::numeric
           + jsonb_hash_extended(p.attributes, 0))), '')
FROM catalog_product p
JOIN catalog_embedding e ON e.product_id = p.id AND e.encoder_version_id = %(version)s
WHERE p.merchant_id = %(merchant)s AND p.active
"""


def find_changed(*, until: float) -> bool:
    """Have changed catalogs inspected, until nobody is left to look at or time.monotonic() passes
    `until`. Returns whether nobody is left.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ADD_MISSING)
    version = EncoderVersion.objects.defer("calibration").filter(state="serving").first()
    if version is None:
        return True
    while time.monotonic() < until:
        due = Inspection.objects.exclude(looked_at__gt=timezone.now() - LOOK_EVERY)
        inspection = due.order_by("looked_at", "pk").first()
        if inspection is None:
            return True
        look_at(inspection, version)
    return False


def look_at(inspection: Inspection, version: EncoderVersion) -> None:
    """Make an inspection pending if its merchant's catalog has changed, unless it is under way."""
    merchant = Inspection.objects.filter(pk=inspection.pk)
    if ProductIndexing.objects.filter(merchant=inspection.pk).due().exists():
        merchant.update(looked_at=timezone.now() - LOOK_EVERY + LOOK_AGAIN)
        return
    merchant.update(looked_at=timezone.now())
    fingerprint = fingerprint_of(inspection.pk, version)
    changed = merchant.filter(state=WorkState.READY).exclude(fingerprint=fingerprint)
    (changed | merchant.filter(state=WorkState.FAILED)).update(
        step=InspectionStep.PROPOSALS,
        position=0,
        fingerprint=fingerprint,
        state=WorkState.PENDING,
        reason="",
        attempts=0,
        due_at=timezone.now(),
    )


def fingerprint_of(merchant_id: int, version: EncoderVersion) -> str:
    """A text that differs if anything that an inspection reads has changed."""
    with connection.cursor() as cursor:
        cursor.execute(_FINGERPRINT, {"merchant": merchant_id, "version": version.pk})
        ((fingerprint,),) = cursor.fetchall()
    return str(fingerprint)
