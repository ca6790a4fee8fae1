"""The tasks that a set of labelled photos allows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lab.training.data.labels import words_for
from lab.training.photo_measures.photo_set import PhotoSet
from lab.training.photo_measures.retrieval_task import UNKNOWN, Numbers, RetrievalTask
from lab.training.photo_measures.source_photo import SourcePhoto

MIN_PHOTOS: Final = 11
"""Photos that a label or colour needs to be asked for: the query, and ten to find."""
MIN_PHOTOS_OF_SMALL_SET: Final = 5
SMALL_SET: Final = 500
"""Photos of a set in which a label may have fewer."""
MIN_TITLES: Final = 10
"""Titles of one product each, without which they are not asked for."""


def min_photos(photos: Sequence[SourcePhoto]) -> int:
    return MIN_PHOTOS if len(photos) >= SMALL_SET else MIN_PHOTOS_OF_SMALL_SET


def photo_tasks(photo_set: PhotoSet) -> list[RetrievalTask]:
    """Return the tasks for which the photos say enough."""
    photos = photo_set.photos
    tasks = [
        *_by_label(photos),
        *_by_object(photos),
        *_by_colour(photos),
        *_by_title(photos),
    ]
    return [task for task in tasks if len(task.query_keys)]


@dataclass(frozen=True, slots=True)
class _Keys:
    """The values of one property of the photos, and the number of each photo's value."""

    names: Sequence[str]
    """In order."""
    numbers: Numbers

    def frequent(self, least: int) -> list[str]:
        counts = np.bincount(self.numbers[self.numbers != UNKNOWN], minlength=len(self.names))
        return [name for name, count in zip(self.names, counts, strict=True) if count >= least]

    def rows_of(self, names: Sequence[str]) -> Numbers:
        return np.flatnonzero(np.isin(self.numbers, self.number_each(names)))

    def number_each(self, names: Sequence[str]) -> Numbers:
        return np.searchsorted(np.array(self.names, dtype=np.str_), list(names))

    def names_at(self, rows: Numbers) -> list[str]:
        return [self.names[number] for number in self.numbers[rows]]


def _keys(values: Sequence[str]) -> _Keys:
    names = sorted(set(values) - {""})
    number_of = {name: number for number, name in enumerate(names)}
    numbers = [number_of.get(value, UNKNOWN) for value in values]
    return _Keys(names, np.array(numbers, dtype=np.int64))


def _by_label(photos: Sequence[SourcePhoto]) -> Iterator[RetrievalTask]:
    keys = _keys([photo.label for photo in photos])
    labels = keys.frequent(min_photos(photos))
    if len(labels) < 2:
        return
    yield _by_photo("photo -> same label", photos, keys, keys.rows_of(labels), "labels",
                    measures=("precision@10", "recall@1"))  # fmt: skip
    words = [words_for(label)[0] for label in labels]
    yield _by_word("label's word -> photos", keys, labels, words, "labels")


def _by_object(photos: Sequence[SourcePhoto]) -> Iterator[RetrievalTask]:
    keys = _keys([photo.object for photo in photos])
    rows = keys.rows_of(keys.frequent(2))
    yield RetrievalTask(
        name="photo -> same object",
        measures=("recall@1",),
        photo_keys=keys.numbers,
        query_keys=keys.numbers[rows],
        query_rows=rows,
        groups={"objects": keys.names_at(rows)},
    )


def _by_colour(photos: Sequence[SourcePhoto]) -> Iterator[RetrievalTask]:
    keys = _keys([photo.colour.casefold() for photo in photos])
    colours = keys.frequent(min_photos(photos))
    if len(colours) > 1:
        yield _by_photo("photo -> same colour", photos, keys, keys.rows_of(colours), "colours",
                        measures=("precision@10",))  # fmt: skip
        yield _by_word("colour word -> photos", keys, colours, colours, "colours")


def _by_photo(
    name: str,
    photos: Sequence[SourcePhoto],
    keys: _Keys,
    rows: Numbers,
    averaged: str,
    *,
    measures: tuple[str, ...],
) -> RetrievalTask:
    photographers = _keys([photo.photographer for photo in photos])
    groups = {averaged: keys.names_at(rows)}
    if (photographers.numbers[rows] != UNKNOWN).all() and len(photographers.names) > 1:
        groups["photographers"] = photographers.names_at(rows)
    return RetrievalTask(
        name=name,
        measures=measures,
        photo_keys=keys.numbers,
        query_keys=keys.numbers[rows],
        query_rows=rows,
        photographers=photographers.numbers,
        only_known=True,
        groups=groups,
    )


def _by_word(
    name: str, keys: _Keys, values: Sequence[str], words: Sequence[str], averaged: str
) -> RetrievalTask:
    return RetrievalTask(
        name=name,
        measures=("precision@10",),
        photo_keys=keys.numbers,
        query_keys=keys.number_each(values),
        texts=words,
        only_known=True,
        groups={averaged: values},
    )


def _by_title(photos: Sequence[SourcePhoto]) -> Iterator[RetrievalTask]:
    keys = _keys([photo.title.casefold() for photo in photos])
    titles = _titles_of_one_product(photos)
    if len(titles) >= MIN_TITLES:
        yield RetrievalTask(
            name="title -> its photos",
            measures=("recall@10",),
            photo_keys=keys.numbers,
            query_keys=keys.number_each(list(titles)),
            texts=list(titles.values()),
            groups={"titles": list(titles)},
        )


def _titles_of_one_product(photos: Sequence[SourcePhoto]) -> Mapping[str, str]:
    """Return titles as written, by their folded form, that only one photo or object has."""
    written: dict[str, str] = {}
    products: dict[str, set[str]] = defaultdict(set)
    for photo in photos:
        if key := photo.title.casefold():
            written[key] = photo.title
            products[key].add(photo.object or photo.name)
    return {key: title for key, title in written.items() if len(products[key]) == 1}
