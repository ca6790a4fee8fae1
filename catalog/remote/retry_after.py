from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from django.utils import timezone

_MAX: Final = timedelta(hours=1)


def parse_retry_after(header: str) -> timedelta:
    """Parse Retry-After, seconds or a date (RFC 9110, 10.2.3), up to an hour.

    Returns 0 for anything else.
    """
    try:
        wait = timedelta(seconds=int(header[:9])) if header.isdecimal() else _until(header)
    except ValueError:
        return timedelta(0)
    return min(max(wait, timedelta(0)), _MAX)


def _until(header: str) -> timedelta:
    date: datetime = parsedate_to_datetime(header)
    return date - timezone.now() if date.tzinfo else timedelta(0)
