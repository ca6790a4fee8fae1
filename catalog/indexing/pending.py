"""Sending products through indexing again. What has not changed is not embedded again."""

from django.utils import timezone

from catalog.models import ProductIndexing, WorkState


def mark_all_pending() -> int:
    return ProductIndexing.objects.update(
        state=WorkState.PENDING, reason="", attempts=0, due_at=timezone.now()
    )


def mark_failed_pending() -> int:
    return ProductIndexing.objects.filter(state=WorkState.FAILED).update(
        state=WorkState.PENDING, reason="", attempts=0, due_at=timezone.now()
    )
