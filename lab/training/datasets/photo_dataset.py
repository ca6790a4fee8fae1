"""The datasets of labelled photos, one for each folder."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from rich.console import Console

from lab.training.config import TrainingConfig
from lab.training.data.picture_store import PictureStore, report_unreadable
from lab.training.datasets.dataset import CardNotes, SplitDataset
from lab.training.datasets.photo_folder import (
    LabelledPhoto,
    PhotoFolderError,
    is_split_by_photographer,
    read_photo_folder,
    rows_by_label,
    store_photos,
)
from lab.training.datasets.photo_metrics import HeldOutPhotos
from lab.training.datasets.photo_source import PhotoSource

ABOUT_METRICS: Final = (
    "Labelled photos: precision is over the first ten, or over as many as are relevant, if fewer. "
    "In a mean of photographers or labels each weighs the same, however many photos it has. The "
    "same label and colour are looked for among photos by others, without copies of a photo. "
    "Colours are measured where nobody has named them."
)


def photo_datasets(config: TrainingConfig, console: Console) -> list[SplitDataset]:
    return [_photo_dataset(config, folder, console) for folder in config.photos]


def _photo_dataset(config: TrainingConfig, folder: Path, console: Console) -> SplitDataset:
    photos = read_photo_folder(folder)
    store = store_photos(config.scratch, photos)
    report_unreadable(store, console)
    readable = {row: photo for row, photo in enumerate(photos) if row not in store.unreadable}
    source = _source(config, folder, readable, store)
    return SplitDataset(
        source=source,
        held_out=HeldOutPhotos(
            folder=folder.name if len(config.photos) > 1 else "",
            photos=_held_out(readable),
            pixels=store.pixels,
        ),
        notes=_notes(config, source, readable),
    )


def _held_out(photos: Mapping[int, LabelledPhoto]) -> dict[int, LabelledPhoto]:
    labels = rows_by_label(photos, held_out=True)
    return {row: photos[row] for rows in labels.values() for row in rows}


def _count(photos: Collection[LabelledPhoto]) -> str:
    names = {photo.photographer for photo in photos} - {""}
    return f"{len(photos):,} photos" + (f" by {len(names):,} photographers" if names else "")


def _source(
    config: TrainingConfig, folder: Path, photos: Mapping[int, LabelledPhoto], store: PictureStore
) -> PhotoSource:
    rows = rows_by_label(photos, held_out=False)
    if not rows:
        raise PhotoFolderError(
            f"{folder} has no photo to train on that can be read and is not held out: add more."
        )
    return PhotoSource(
        folder=folder.name,
        rows=rows,
        pixels=store.pixels,
        photos_per_batch=max(1, config.photos_per_batch // len(config.photos)),
    )


def _notes(
    config: TrainingConfig, source: PhotoSource, photos: Mapping[int, LabelledPhoto]
) -> CardNotes:
    rule = (
        "every fifth photographer"
        if is_split_by_photographer(photos.values())
        else "all photos of every fourth label"
    )
    learned = "labels and measured colours" if config.recipe else "labels"
    return CardNotes(
        data=f'{len(photos):,} labelled photos of real products ("{source.folder}"). Held out: '
        f"{rule}, by a fixed hash: {_count(_held_out(photos).values())}.",
        per_batch=f"{source.photos_per_batch} pairs of labelled photos",
        metrics=ABOUT_METRICS,
        limits=f"From the labelled photos it learned {learned}, no other words.",
    )
