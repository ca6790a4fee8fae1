"""When a sale begins and ends."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from django.utils import timezone

# Besides ISO 8601. Day and month are never told apart by their order in "03/04/2026".
_FORMATS: Final = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y/%m/%d %H:%M:%S", "%d.%m.%Y",
    "%d.%m.%Y %H:%M", "%b %d, %Y", "%B %d, %Y",
)  # fmt: skip
_SECONDS: Final = re.compile("[0-9]{9,10}")  # since 1970
_MAX_LENGTH: Final = 40  # characters


def parse_date(text: str) -> datetime | None:
    """Read a date, in the shop's time zone unless it names one; None if the text is blank.

    Raises ValueError if it can be read in no way, or in several.
    """
    text = text.strip()
    if not text:
        return None
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC)
    date = _parse(text[:_MAX_LENGTH])
    return date if date.tzinfo else timezone.make_aware(date)


def _parse(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        for date_format in _FORMATS:
            try:
                return datetime.strptime(text, date_format)  # noqa: DTZ007  # made aware above
            except ValueError:
                continue
    raise ValueError(f'The date "{text}" cannot be read. Write it as 2026-12-24.')


def is_sale_on(starts: datetime | None, ends: datetime | None, *, last_day_included: bool) -> bool:
    """Whether the sale is on at present. A missing date sets no limit."""
    now = timezone.now()
    begun = starts is None or starts <= now
    # Of the two dates, only this one can be moved: an end may be the last day of the calendar.
    return begun and (ends is None or now - timedelta(days=last_day_included) < ends)
