"""A folder of labelled photos: by a `labels.csv`, or by a subfolder for each label."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from lab.training.data.split import is_held_out_label, is_held_out_photographer
from lab.training.errors import TrainingError

REQUIRED_COLUMNS: Final = frozenset({"image", "label"})
SUFFIXES: Final = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".heif", ".avif", ".bmp", ".tif", ".tiff"}
)
"""Of the files that count as photos in subfolders. A labels.csv may name any file."""


class PhotoFolderError(TrainingError):
    """The folder cannot be used; the message names the cause and the fix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPhoto:
    """A photo and what is known of it. Except for the label, empty means unknown."""

    path: Path
    image: str
    """The path from the folder, as labels.csv gives it."""
    label: str
    photographer: str = ""
    title: str = ""
    colour: str = ""
    object: str = ""
    """The id of the physical product, which other photos may show too."""

    @property
    def held_out(self) -> bool:
        # Unknown photographers are assumed to be all different.
        return is_held_out_photographer(self.photographer or self.image)

    @property
    def has_held_out_label(self) -> bool:
        return is_held_out_label(self.label)


def read_photo_folder(folder: Path) -> list[LabelledPhoto]:
    """Raises PhotoFolderError if the folder lists no photo."""
    table = folder / "labels.csv"
    if table.exists():
        return _read_table(table)
    if photos := list(_read_subfolders(folder)):
        return photos
    raise PhotoFolderError(
        f"{table} is missing: list one photo per row (image, label), or put the photos of each "
        f"label into a subfolder of {folder} that is named after it."
    )


def _read_table(table: Path) -> list[LabelledPhoto]:
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
        yield LabelledPhoto(
            path=table.parent / row["image"],
            image=row["image"],
            label=row["label"],
            photographer=row.get("photographer") or "",
            title=row.get("title") or "",
            colour=row.get("colour") or row.get("color") or "",
            object=row.get("object") or "",
        )


def _read_subfolders(folder: Path) -> Iterator[LabelledPhoto]:
    """Yield the photos in each subfolder, and in the folders below it."""
    for path in sorted(folder.glob("*/**/*")):
        image = path.relative_to(folder)
        if path.suffix.lower() in SUFFIXES and not any(
            part.startswith(".") for part in image.parts
        ):
            yield LabelledPhoto(path=path, image=image.as_posix(), label=image.parts[0])


def is_split_by_photographer(photos: Iterable[LabelledPhoto]) -> bool:
    return any(photo.photographer for photo in photos)


def rows_by_label(photos: Mapping[int, LabelledPhoto], *, held_out: bool) -> dict[str, list[int]]:
    """Return the rows of held-out photos, or of the others, grouped by label.

    Where no photographer is known, all photos of some labels are held out.
    """
    by_photographer = is_split_by_photographer(photos.values())
    rows = defaultdict(list)
    for row, photo in photos.items():
        if (photo.held_out if by_photographer else photo.has_held_out_label) is held_out:
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
