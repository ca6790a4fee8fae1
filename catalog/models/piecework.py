"""Work on a fixed list of rows, too many for one request, which workers do piece by piece."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final, Self, TypeVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, models
from django.utils import timezone

logger = logging.getLogger(__name__)

P = TypeVar("P", bound="Piecework")
# How long work waits after an error, while other work goes on.
BACKOFF: Final = timedelta(minutes=1)


class PieceworkQuerySet(models.QuerySet[P]):
    def due(self) -> Self:
        return self.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")

    def work_off(self, piece: Callable[[int], None], *, until: float) -> bool:
        """Do pieces, by the id of their work, until the time of time.monotonic().

        A piece is one transaction, and ends the work if nothing is left of it. Returns whether
        nothing is due any more.
        """
        while time.monotonic() < until:
            key: int | None = self.due().values_list("pk", flat=True).first()
            if key is None:
                return True
            try:
                piece(key)
            except DatabaseError:
                logger.exception(
                    "%s %d waits a minute after an error", self.model._meta.verbose_name, key
                )
                self.filter(pk=key).update(due_at=timezone.now() + BACKOFF)
        return False


class Piecework(models.Model):
    """A subclass has a `due_at`: when workers may go on."""

    keys = ArrayField(models.BigIntegerField())
    # Committed together with the work on the keys before it.
    position = models.PositiveIntegerField(default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
