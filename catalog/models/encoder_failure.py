from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

# Workers report again every 20 seconds, with the sweep. What is older says nothing about now: the
# worker may be gone.
CURRENT = timedelta(minutes=5)


class EncoderFailureQuerySet(models.QuerySet["EncoderFailure"]):
    def current(self) -> Self:
        return self.filter(reported_at__gt=timezone.now() - CURRENT).order_by("-reported_at")

    def outdated(self) -> Self:
        return self.filter(reported_at__lte=timezone.now() - CURRENT)


class EncoderFailure(models.Model):
    """The workers of a machine cannot use the encoder that SHOP_ENCODER names, so they index
    nothing. Workers write it; there is none while all is well.
    """

    host = models.CharField(max_length=255, unique=True)
    encoder = models.CharField(max_length=300, help_text="As in SHOP_ENCODER.")
    reason = models.TextField(help_text="Cause and fix, for the operator.")
    since = models.DateTimeField(default=timezone.now)
    reported_at = models.DateTimeField()

    objects = EncoderFailureQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.host} cannot use SHOP_ENCODER={self.encoder}: {self.reason}"
