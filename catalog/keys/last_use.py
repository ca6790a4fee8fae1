"""When a key was used last: written at most once a minute, not with each request."""

import logging
from datetime import timedelta
from typing import Final

from django.db import Error
from django.db.models import Q
from django.utils import timezone

from catalog.models import ApiKey

logger = logging.getLogger(__name__)
PRECISION: Final = timedelta(minutes=1)


def note_use(key: ApiKey) -> None:
    """Write the time, unless that of the last minute is there. A full disk refuses no request."""
    now = timezone.now()
    if key.last_used_at and key.last_used_at > now - PRECISION:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - PRECISION)
    try:
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
    except Error as error:
        logger.warning("The last use of an API key is not stored: %s", type(error).__name__)
