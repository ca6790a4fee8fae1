"""A folder of labelled photos (`labels.csv`: image, label, photographer) as examples."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from catalog.training.pictures import Pixels, open_pictures, write_pictures
from catalog.training.split import is_held_out_photographer

COLUMNS: Final = frozenset({"image", "label", "photographer"})


class PhotoFolderError(Exception):
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
    with table.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        missing = COLUMNS - set(rows.fieldnames or ())
        if missing:
            raise PhotoFolderError(f"{table} lacks the columns {', '.join(sorted(missing))}.")
        return [
            LabelledPhoto(folder / row["image"], row["label"], row["photographer"]) for row in rows
        ]


def photos_by_label(photos: Sequence[LabelledPhoto], *, held_out: bool) -> dict[str, list[int]]:
    """The rows of one side of the split, by label."""
    found = defaultdict(list)
    for row, photo in enumerate(photos):
        if photo.held_out is held_out:
            found[photo.label].append(row)
    return dict(found)


def store_photos(path: Path, photos: Sequence[LabelledPhoto]) -> Pixels:
    """Photo i is row i."""
    if path.exists():
        return open_pictures(path)
    return write_pictures(path, _opened(photos), count=len(photos))


def _opened(photos: Sequence[LabelledPhoto]) -> Iterator[Image.Image]:
    for photo in photos:
        try:
            with Image.open(photo.path) as picture:
                yield picture.convert("RGB")
        except OSError as error:
            raise PhotoFolderError(f"{photo.path} cannot be read ({error}).") from error
