"""Reports of workers whose encoder does not work, for probes and the admin.

Web servers need not load the encoder that the catalog is indexed with next, so they cannot tell.
"""

import socket

from django.conf import settings
from django.utils import timezone

from catalog.models import EncoderFailure

# As long as the columns.
MAX_HOST, MAX_NAME = 255, 300


def report_failure(reason: str) -> None:
    EncoderFailure.objects.update_or_create(
        host=_host(),
        defaults={
            "encoder": settings.SHOP_ENCODER[:MAX_NAME],
            "reason": reason,
            "reported_at": timezone.now(),
        },
    )


def report_success() -> None:
    EncoderFailure.objects.filter(host=_host()).delete()


def _host() -> str:
    return socket.gethostname()[:MAX_HOST]
