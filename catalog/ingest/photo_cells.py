"""The photo cells of a row: web addresses, or names of files in the ZIP."""

import re

MAX_PHOTOS = 21  # Meta's limit: one and twenty more

# Google separates by comma (a comma inside a URL is %2C); Meta also by ; | and space. Those
# three may also stand inside a URL or a file name, so they count only before the next URL.
_BETWEEN_URLS = re.compile(r"\s*,\s*|\s*[;|]\s*(?=https?://)|\s+(?=https?://)", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"[,;|]")


def split_photos(cell: str) -> list[str]:
    between = _BETWEEN_URLS if "://" in cell else _BETWEEN_NAMES
    return [name for part in between.split(cell) if (name := part.strip())]


def is_url(photo: str) -> bool:
    """Not yet a good one: "ftp://x" and "data:..." are URLs that are refused."""
    return re.match(r"[a-z][a-z0-9+.-]+:", photo, re.IGNORECASE) is not None
