"""When a sale begins and ends, as feeds write it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

# Besides ISO 8601. Day and month are never told apart by their order in "03/04/2026".
_DAYS: Final = ("%Y/%m/%d", "%d.%m.%Y", "%b %d, %Y", "%B %d, %Y")
_TIMES: Final = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%d.%m.%Y %H:%M",
)  # fmt: skip
_SECONDS: Final = re.compile("[0-9]{9,10}")  # since 1970
_MAX_LENGTH: Final = 40  # characters
_LAST_YEAR: Final = date.max.year
_Reader = Callable[[str], datetime]


@dataclass(frozen=True, slots=True)
class SaleWindow:
    """A sale is on from `starts` until right before `ends`. None sets no limit."""

    starts: datetime | None = None
    ends: datetime | None = None


ALWAYS: Final = SaleWindow()


def read_interval(text: str, zone: tzinfo) -> SaleWindow:
    """Read an interval such as 2026-12-01T00:00+0100/2026-12-24T23:59+0100; see `read_window`."""
    starts, slash, ends = text.partition("/")
    if starts.strip() and not slash:
        raise ValueError(
            f'"{text[:_MAX_LENGTH]}" is one date. Write when the sale begins and ends, as '
            "2026-12-01/2026-12-24."
        )
    return read_window(starts, ends, zone)


def read_window(starts: str, ends: str, zone: tzinfo) -> SaleWindow:
    """Read the two dates, in `zone` unless they name another. A blank one sets no limit.

    A day without a time begins at midnight, and as an end it is included. Raises ValueError with
    the cause if a date can be read in no way, or in several.
    """
    window = SaleWindow(
        starts=_moment(starts.strip(), zone, is_end=False),
        ends=_moment(ends.strip(), zone, is_end=True),
    )
    if window.starts and window.ends and window.starts >= window.ends:
        raise ValueError(f"The sale would end on {ends.strip()}, before it begins. Correct it.")
    return window


def _moment(text: str, zone: tzinfo, *, is_end: bool) -> datetime | None:
    if not text:
        return None
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC)
    moment, is_day = _parse(text[:_MAX_LENGTH])
    moment = moment.replace(microsecond=0)  # which the form of a product does not show
    try:
        if is_day and is_end:
            moment += timedelta(days=1)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError as error:
        if is_end and moment.year == _LAST_YEAR:
            return None  # the calendar's last day, which stands for "never"
        raise _unreadable(text) from error


def _parse(text: str) -> tuple[datetime, bool]:
    """Return the time, and whether it stands for a whole day."""
    for read, is_day in _READERS:
        try:
            return read(text), is_day
        except ValueError:
            continue
    raise _unreadable(text)


def _day(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), datetime.min.time())


def _by_format(date_format: str) -> _Reader:
    return lambda text: datetime.strptime(text, date_format)  # noqa: DTZ007  # zone added above


def _unreadable(text: str) -> ValueError:
    return ValueError(f'The date "{text[:_MAX_LENGTH]}" cannot be read. Write it as 2026-12-24.')


# In the order in which they are tried, and whether each reads whole days.
_READERS: Final[tuple[tuple[_Reader, bool], ...]] = (
    (_day, True),
    (datetime.fromisoformat, False),
    *((_by_format(date_format), True) for date_format in _DAYS),
    *((_by_format(date_format), False) for date_format in _TIMES),
)
