"""A folder of labelled photos as a shop: one product for each held-out photo."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from catalog.pictures.picture import Picture, PictureError, decode_picture
from lab.evaluation.judgments import JudgedQuery, PhotoSource, Task
from lab.evaluation.temporary_shop import EvaluationError
from lab.training.data.labels import words_for
from lab.training.datasets.photo_folder import LabelledPhoto, PhotoFolderError, read_photo_folder

MEASURES: Final = ("precision@10", "MRR", "nDCG@10")
MIN_PHOTOS_PER_LABEL: Final = 11
"""Ten relevant photos and the query photo, for precision@10."""


@dataclass(frozen=True, kw_only=True)
class LabelledShop:
    """The photo and the label of each product, by product id."""

    photos: Mapping[str, PhotoSource]
    labels: Mapping[str, str]

    @property
    def chance_precision(self) -> float:
        """The precision that a random order has on average over the queries by photo."""
        counts = Counter(self.labels.values())
        others = len(self.labels) - 1
        return sum(n * (n - 1) / others for n in counts.values()) / len(self.labels)

    def ids_with_label(self, label: str) -> frozenset[str]:
        return frozenset(id_ for id_, its_label in self.labels.items() if its_label == label)


def labelled_shop(folder: Path, *, count: int | None = None) -> LabelledShop:
    """Make a shop of the held-out photos, at most `count`, without labels that have too few.

    Raises EvaluationError if the folder cannot be read or no label has enough photos.
    """
    photos = _held_out(folder)[:count]
    counts = Counter(photo.label for photo in photos)
    usable = [photo for photo in photos if counts[photo.label] >= MIN_PHOTOS_PER_LABEL]
    if not usable:
        raise EvaluationError(
            f"{folder} has no label with {MIN_PHOTOS_PER_LABEL} photos by held-out people."
        )
    return LabelledShop(
        photos={_id(photo): partial(_decode, photo) for photo in usable},
        labels={_id(photo): photo.label for photo in usable},
    )


def photo_tasks(shop: LabelledShop) -> list[Task]:
    return [
        Task(name="real photo -> same label", measures=MEASURES, queries=_by_photo(shop)),
        Task(name="label's word -> real photos", measures=MEASURES, queries=_by_word(shop)),
    ]


def _by_photo(shop: LabelledShop) -> list[JudgedQuery]:
    return [
        JudgedQuery(
            photo=photo,
            query_product=product_id,
            relevant=shop.ids_with_label(shop.labels[product_id]) - {product_id},
        )
        for product_id, photo in shop.photos.items()
    ]


def _by_word(shop: LabelledShop) -> list[JudgedQuery]:
    labels = sorted(set(shop.labels.values()))
    return [
        JudgedQuery(text=words_for(label)[0], relevant=shop.ids_with_label(label))
        for label in labels
    ]


def _held_out(folder: Path) -> list[LabelledPhoto]:
    try:
        return [photo for photo in read_photo_folder(folder) if photo.held_out]
    except PhotoFolderError as error:
        raise EvaluationError(str(error)) from error


def _decode(photo: LabelledPhoto) -> Picture:
    """Read and decode the photo. Raises EvaluationError if that fails."""
    try:
        return decode_picture(photo.path.read_bytes())
    except (OSError, PictureError) as error:
        raise EvaluationError(f"{photo.path} cannot be used: {error}") from error


def _id(photo: LabelledPhoto) -> str:
    return photo.path.stem
