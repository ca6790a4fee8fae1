"""A folder of labelled photos with a `labels.csv`: image, label and, if known, photographer."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PIL import Image

from catalog.pictures.errors import DECODE_ERRORS
from lab.training.data.picture_store import (
    PictureStore,
    UnreadablePicture,
    cache_path,
    store_pictures,
)
from lab.training.data.split import is_held_out_photographer
from lab.training.errors import TrainingError

REQUIRED_COLUMNS: Final = frozenset({"image", "label"})


class PhotoFolderError(TrainingError):
    """The folder cannot be used; the message names the cause and the fix."""


@dataclass(frozen=True, slots=True)
class LabelledPhoto:
    path: Path
    label: str
    photographer: str

    @property
    def held_out(self) -> bool:
        return is_held_out_photographer(self.photographer)


def read_photo_folder(folder: Path) -> list[LabelledPhoto]:
    table = folder / "labels.csv"
    if not table.exists():
        raise PhotoFolderError(f"{table} is missing: list one photo per row (image, label).")
    try:
        with table.open(encoding="utf-8-sig", newline="") as lines:
            photos = list(_rows(table, csv.DictReader(lines)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PhotoFolderError(
            f"{table} cannot be read ({error}): save it as UTF-8 CSV."
        ) from error
    if not photos:
        raise PhotoFolderError(f"{table} lists no photo: add one per row (image, label).")
    return photos


def _rows(table: Path, rows: "csv.DictReader[str]") -> Iterator[LabelledPhoto]:
    missing = REQUIRED_COLUMNS - set(rows.fieldnames or ())
    if missing:
        raise PhotoFolderError(f"{table} lacks the columns {', '.join(sorted(missing))}.")
    for row in rows:
        if not row["image"] or not row["label"]:
            raise PhotoFolderError(f"{table}, line {rows.line_num}: image or label is empty.")
        # Unknown photographers are assumed to be all different.
        photographer = row.get("photographer") or row["image"]
        yield LabelledPhoto(table.parent / row["image"], row["label"], photographer)


def rows_by_label(photos: Mapping[int, LabelledPhoto], *, held_out: bool) -> dict[str, list[int]]:
    """Return the rows of held-out photos, or of the others, grouped by label."""
    rows = defaultdict(list)
    for row, photo in photos.items():
        if photo.held_out is held_out:
            rows[photo.label].append(row)
    return dict(rows)


def store_photos(folder: Path, photos: Sequence[LabelledPhoto]) -> PictureStore:
    """Decode the photos, photo i into row i, or reuse those of an earlier run."""
    readers = [partial(_open, photo.path) for photo in photos]
    return store_pictures(cache_path(folder, "photos", photos), readers)


def _open(path: Path) -> Image.Image:
    try:
        with Image.open(path) as picture:
            return picture.convert("RGB")
    except DECODE_ERRORS as error:
        raise UnreadablePicture(f"{path} cannot be read ({error})") from error
