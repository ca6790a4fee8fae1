"""The labelled photos of a plan."""

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from lab.training.config import TrainingPlan
from lab.training.data.picture_store import Album, say_unreadable
from lab.training.datasets.dataset import Account, Part
from lab.training.datasets.photo_folder import (
    LabelledPhoto,
    PhotoFolderError,
    photos_by_label,
    read_photo_folder,
    store_photos,
)
from lab.training.datasets.photo_metrics import HeldOutPhotos
from lab.training.datasets.photo_source import LabelSource


def photos_part(plan: TrainingPlan, console: Console) -> Part | None:
    if plan.photos is None:
        return None
    photos = read_photo_folder(plan.photos)
    album = store_photos(plan.scratch, photos)
    say_unreadable(album, console)
    shown = {row: photo for row, photo in enumerate(photos) if row not in album.unreadable}
    return Part(
        source=_source(plan, plan.photos, shown, album),
        held_out=HeldOutPhotos(rows=photos_by_label(shown, held_out=True), pixels=album.pixels),
        account=_account(plan, len(shown)),
    )


def _source(
    plan: TrainingPlan, folder: Path, shown: Mapping[int, LabelledPhoto], album: Album
) -> LabelSource:
    rows = photos_by_label(shown, held_out=False)
    if not rows:
        raise PhotoFolderError(
            f"{folder} has no photo to train on that can be read and is not held out: add more."
        )
    return LabelSource(rows=rows, pixels=album.pixels, photos_per_batch=plan.photos_per_batch)


def _account(plan: TrainingPlan, count: int) -> Account:
    return Account(
        data=f"{count:,} labelled photos of real products. Held out: every fifth photographer, "
        "by a fixed hash.",
        per_batch=f"{plan.photos_per_batch} pairs of labelled photos",
        figures="Labelled photos: precision counts the first ten, or as many as there are "
        "fitting ones, if fewer.",
        limits="Of the labelled photos it learned the labels, no other words.",
    )
