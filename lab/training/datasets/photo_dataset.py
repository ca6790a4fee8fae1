"""The dataset of labelled photos."""

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from lab.training.config import TrainingConfig
from lab.training.data.picture_store import PictureStore, report_unreadable
from lab.training.datasets.dataset import CardNotes, SplitDataset
from lab.training.datasets.photo_folder import (
    LabelledPhoto,
    PhotoFolderError,
    read_photo_folder,
    rows_by_label,
    store_photos,
)
from lab.training.datasets.photo_metrics import HeldOutPhotos
from lab.training.datasets.photo_source import PhotoSource


def photo_dataset(config: TrainingConfig, console: Console) -> SplitDataset | None:
    if config.photos is None:
        return None
    photos = read_photo_folder(config.photos)
    store = store_photos(config.scratch, photos)
    report_unreadable(store, console)
    readable = {row: photo for row, photo in enumerate(photos) if row not in store.unreadable}
    return SplitDataset(
        source=_source(config, config.photos, readable, store),
        held_out=HeldOutPhotos(rows=rows_by_label(readable, held_out=True), pixels=store.pixels),
        notes=_notes(config, len(readable)),
    )


def _source(
    config: TrainingConfig, folder: Path, photos: Mapping[int, LabelledPhoto], store: PictureStore
) -> PhotoSource:
    rows = rows_by_label(photos, held_out=False)
    if not rows:
        raise PhotoFolderError(
            f"{folder} has no photo to train on that can be read and is not held out: add more."
        )
    return PhotoSource(rows=rows, pixels=store.pixels, photos_per_batch=config.photos_per_batch)


def _notes(config: TrainingConfig, count: int) -> CardNotes:
    return CardNotes(
        data=f"{count:,} labelled photos of real products. Held out: every fifth photographer, "
        "by a fixed hash.",
        per_batch=f"{config.photos_per_batch} pairs of labelled photos",
        metrics="Labelled photos: precision is over the first ten, or over as many as are "
        "relevant, if fewer.",
        limits="From the labelled photos it learned the labels, no other words.",
    )
