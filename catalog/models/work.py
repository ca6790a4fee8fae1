"""Work that Celery does later. The rows here are the truth; Celery only wakes workers."""

from django.db import models
from django.utils import timezone

from catalog.querysets import WorkQuerySet


class WorkState(models.TextChoices):
    PENDING = "pending", "Pending"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


class Work(models.Model):
    """A row that waits for a worker.

    `due_at` is when it may be claimed: now for new work, the end of the lease while a worker
    holds it, the end of the backoff after a failure. A worker that dies simply lets its lease
    run out. `attempts` counts claims, so that a death by out-of-memory counts too.
    """

    MAX_ATTEMPTS = 3

    state = models.CharField(max_length=10, choices=WorkState, default=WorkState.PENDING)
    reason = models.TextField(blank=True, help_text="Why it failed, and what to do.")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class ProductIndexing(Work):
    """Whether a product's stored vectors match its photos and description.

    A narrow table of its own: an update here never touches the product's wide indexes.
    Database triggers (migration 0002) set it to pending whenever a product's wording or one of
    its photos changes, whoever changes it.
    """

    product = models.OneToOneField(
        "catalog.Product", on_delete=models.CASCADE, primary_key=True, related_name="indexing"
    )

    objects = WorkQuerySet["ProductIndexing"].as_manager()

    class Meta:
        verbose_name_plural = "product indexing"
        indexes = [
            # WorkQuerySet.claim: what is due next.
            models.Index(
                fields=["due_at"], name="indexing_due", condition=models.Q(state="pending")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.state}"
