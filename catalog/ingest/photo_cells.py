"""The photo cells of a row: web addresses, or names of files in the ZIP."""

import re
from collections.abc import Iterable

from catalog.ingest.cells import WITHOUT, Cells, is_web_address
from catalog.ingest.feed import FeedPhoto

MAX_PHOTOS = 21  # Meta's limit: one and twenty more
# So many are looked at: of each that is unusable something is said.
MAX_LISTED = 50

# Google separates by comma, Meta also by ; | and space. All four may also stand inside a URL, where
# Google wants %2C for the comma and not everybody writes it: they count only before the next URL.
# Each run is taken once and whole: begun anew at each of its spaces, a cell took minutes.
_BETWEEN_URLS = re.compile(r"(?<![\s,;|])[\s,;|]++(?=[a-z][a-z0-9+.-]*+:)", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"[,;|]")


def split_photos(cell: str) -> list[str]:
    between = _BETWEEN_URLS if "://" in cell else _BETWEEN_NAMES
    return [name for part in between.split(cell) if (name := part.strip(" ,;|"))]


def is_url(photo: str) -> bool:
    """Not yet a good one: "ftp://x" and "data:..." are URLs that are refused."""
    return re.match(r"[a-z][a-z0-9+.-]+:", photo, re.IGNORECASE) is not None


def usable_photos(
    cells: Cells, named: Iterable[FeedPhoto], *, column: str
) -> tuple[FeedPhoto, ...]:
    """Each once, the first ones; `cells` is told of all that is left out."""
    listed: dict[str, FeedPhoto] = {}
    for photo in named:
        listed.setdefault(photo.name, photo)
        if len(listed) == MAX_LISTED:
            break
    usable = tuple(photo for photo in listed.values() if _is_usable(cells, photo.name))
    if not listed:
        cells.warnings.append(f"{column} is empty: the product is found by its words only.")
    if len(usable) > MAX_PHOTOS:
        cells.warnings.append(f"Only the first {MAX_PHOTOS} photos were taken.")
    return usable[:MAX_PHOTOS]


def _is_usable(cells: Cells, photo: str) -> bool:
    if is_url(photo) and not is_web_address(photo):
        cells.warnings.append(
            f'Photo "{photo[:80]}" was left out: it must be an http or https address '
            f"{WITHOUT}, or the name of a file in the ZIP."
        )
        return False
    return True
