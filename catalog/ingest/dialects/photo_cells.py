"""Cells that list photos: web addresses, or names of files in the ZIP."""

import re
from collections.abc import Iterable
from dataclasses import replace

from catalog.ingest.dialects.cells import Cells
from catalog.ingest.feed_row import MAX_PHOTOS, FeedPhoto
from catalog.remote.web_address import NO_CREDENTIALS, is_url, is_web_address, mended_address

# Further photos of a row are not even checked: each unusable one adds a warning to the report.
MAX_CHECKED = 50

# Google separates by comma, Meta also by ; | and space. All of them can occur inside a URL (Google
# wants %2C for a comma, but many feeds do not comply), so they separate only before another URL.
# The possessive "++" keeps this linear: restarting at each space of a long run took minutes.
_URL_SEPARATOR = re.compile(r"(?<![\s,;|])[\s,;|]++(?=[a-z][a-z0-9+.-]*+:|//)", re.IGNORECASE)
_NAME_SEPARATOR = re.compile(r"[,;|]")


def split_photos(cell: str) -> list[str]:
    separator = _URL_SEPARATOR if "//" in cell else _NAME_SEPARATOR
    return [source for part in separator.split(cell) if (source := part.strip(" ,;|"))]


def usable_photos(
    cells: Cells, photos: Iterable[FeedPhoto], *, column: str
) -> tuple[FeedPhoto, ...]:
    """Return the first MAX_PHOTOS distinct usable photos. Adds warnings about others to `cells`."""
    distinct: dict[str, FeedPhoto] = {}
    for photo in photos:
        source = mended_address(photo.source)
        distinct.setdefault(source, replace(photo, source=source))
        if len(distinct) == MAX_CHECKED:
            break
    usable = tuple(photo for photo in distinct.values() if _is_usable(cells, photo.source))
    cells.has_unread_photos = len(usable) < len(distinct)
    if not distinct and cells.has(column):
        cells.warnings.append(
            f"{column} is empty, so the product is found by its words only. Add a photo."
        )
    if len(usable) > MAX_PHOTOS:
        cells.warnings.append(f"Only the first {MAX_PHOTOS} photos were taken.")
    return usable[:MAX_PHOTOS]


def _is_usable(cells: Cells, source: str) -> bool:
    if is_url(source) and not is_web_address(source):
        cells.warnings.append(
            f'Photo "{source[:80]}" was left out: it must be an http or https address '
            f"{NO_CREDENTIALS}, or the name of a file in the ZIP."
        )
        return False
    return True
