"""Reading when a sale begins and ends, as shops write it."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from catalog.ingest.dialects.sale_dates import read_interval, read_window

KYIV = ZoneInfo("Europe/Kyiv")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("2026-12-01T00:00+0100/2026-12-24T23:59+0100",
         utc(2026, 11, 30, 23), utc(2026, 12, 24, 22, 59)),
        ("2020-04-30T09:30-08:00/2020-05-30T23:59-08:00",  # of Meta's template
         utc(2020, 4, 30, 17, 30), utc(2020, 5, 31, 7, 59)),
        ("2026-12-01T00:00Z / 2026-12-24T00:00Z", utc(2026, 12, 1), utc(2026, 12, 24)),
        ("2026-07-01/2026-07-31", utc(2026, 6, 30, 21), utc(2026, 7, 31, 21)),
        ("2026-07-01T08:00/2026-07-31T08:00", utc(2026, 7, 1, 5), utc(2026, 7, 31, 5)),
        ("2026-12-01/9999-12-31", utc(2026, 11, 30, 22), None),
        ("2026-12-01/9999-12-31T23:59-0800", utc(2026, 11, 30, 22), None),
        ("/2026-12-24", None, utc(2026, 12, 24, 22)),
        ("2026-12-01/", utc(2026, 11, 30, 22), None),
        ("", None, None),
    ],
)  # fmt: skip
def test_an_interval_is_read_in_the_merchants_time_zone(
    text: str, starts: datetime | None, ends: datetime | None
) -> None:
    window = read_interval(text, KYIV)
    assert (window.starts, window.ends) == (starts, ends)


@pytest.mark.parametrize(
    "text",
    ["2023-07-13", "2023/07/13", "13.07.2023", "Jul 13, 2023", "2023-07-13 0:00:00", "1689206400"],
)
def test_dates_are_read_as_shops_write_them(text: str) -> None:
    assert read_window(text, "", UTC).starts == utc(2023, 7, 13)


@pytest.mark.parametrize(
    "text",
    ["13/07/2023", "07/13/2023", "soon", "2023-02-30", "9" * 5_000, "0001-01-01T00:00+0100"],
)
def test_an_ambiguous_or_impossible_date_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be read\. Write it as"):
        read_window(text, "", UTC)
    with pytest.raises(ValueError, match=r"cannot be read\. Write it as"):
        read_window("", text, UTC)


@pytest.mark.parametrize("text", ["2026-12-24/2026-12-01", "2026-12-24T10:00/2026-12-24T10:00"])
def test_a_sale_that_ends_before_it_begins_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="before it begins"):
        read_interval(text, UTC)


def test_one_date_is_no_interval() -> None:
    with pytest.raises(ValueError, match="is one date"):
        read_interval("2026-12-01", UTC)


def test_a_date_of_another_offset_than_utc_is_the_same_instant() -> None:
    zone = timezone(timedelta(hours=5, minutes=30))
    assert read_window("2026-12-01", "", zone).starts == utc(2026, 11, 30, 18, 30)
