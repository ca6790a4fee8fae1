"""The name of a feed, which its files have in common."""

import re
from typing import Final

_ENDINGS: Final = re.compile(r"(?:\.(?:csv|tsv|txt|xlsx|ods|jsonl?|ndjson|xml|rss|atom|gz|zip))+$")
# "(2)" and "- Copy", by which browsers and file managers keep two files apart.
_COPY: Final = re.compile(r"(?:\s*\(\d+\)|\s*-\s*(?:copy|kopie|copie|copia))+$")
# 2026-11-30 and 30.11.2026, followed by a time; and seconds since 1970.
_DATE: Final = re.compile(
    r"(?<!\d)(?:"
    r"(?:19|20)\d\d([-_.]?)[01]\d\1[0-3]\d (?:[-_.t\s]*[0-2]\d[-_.:]?[0-5]\d(?:[-_.:]?[0-5]\d)?z?)?"
    r"|[0-3]\d([-_.])[01]\d\2(?:19|20)\d\d"
    r"|1\d{9}(?:\d{3})?"
    r")(?!\d)",
    re.VERBOSE,
)
_SEPARATORS: Final = re.compile(r"[\s_.-]+")
MAX_NAME: Final = 300


def feed_name(file_name: str) -> str:
    """Return the name without ending, date and copy number.

    Other numbers stay: "products_1.csv" and "products_2.csv" may be two halves of a catalog.
    """
    stem = _COPY.sub("", _ENDINGS.sub("", file_name.strip().lower()))
    name = _SEPARATORS.sub(" ", _DATE.sub(" ", stem)).strip()
    return name[:MAX_NAME] or "catalog"
