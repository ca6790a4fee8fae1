"""Quick metrics on photos, by vectors of the pictures that training keeps."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

import torch
from torch import Tensor

from lab.training.data.augmentation import augment
from lab.training.data.labels import words_for
from lab.training.data.picture_store import Pixels
from lab.training.datasets.photo_folder import LabelledPhoto
from lab.training.photo_measures.figures import mean_of, means_by_group
from lab.training.retrieval_metrics import chance_precision, precision_at
from lab.training.validation import Embedder, Metric

MIN_PHOTOS: Final = 10
"""Fewest photos that a label needs to be measured by its words, with precision@10."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EmbeddedPhotos:
    photos: Sequence[LabelledPhoto]
    vectors: Tensor
    """Row i is the unit vector of photo i."""
    views: Tensor
    """Those of an augmented view of each photo."""
    tested: Sequence[str]
    """The labels with MIN_PHOTOS photos."""
    words: Tensor
    """The unit vectors of their words."""

    def view_recall(self) -> Metric:
        """Return the recall of photos by the views of each."""
        found = (self.views @ self.vectors.T).argmax(dim=1) == torch.arange(len(self.photos))
        name = "photo, seen otherwise -> that photo, recall@1"
        return _mean(name, self.photos, found.tolist(), chance=1 / len(self.photos))

    def label_by_words(self) -> Iterator[Metric]:
        """Yield the share of photos that are classified right, zero-shot, among tested labels."""
        if not self.tested:
            return
        predicted = (self.vectors @ self.words.T).argmax(dim=1).tolist()
        labelled = [
            (photo, self.tested[index] == photo.label)
            for photo, index in zip(self.photos, predicted, strict=True)
            if photo.label in self.tested
        ]
        photos, right = zip(*labelled, strict=True)
        yield _mean("photo -> its label by words", photos, right, chance=1 / len(self.tested))

    def same_label_precision(self) -> Metric:
        """Return the precision of finding, by each photo, the other photos of its label."""
        relevant = self._relevant([photo.label for photo in self.photos])
        relevant.fill_diagonal_(fill_value=False)
        scores = (self.vectors @ self.vectors.T).fill_diagonal_(-2.0)
        value = precision_at(scores, relevant, 10)
        return Metric("photo -> same label, precision@10", value, chance_precision(relevant))

    def word_precision(self) -> Iterator[Metric]:
        """Yield the precision of finding photos by the word of a tested label."""
        if not self.tested:
            return
        relevant = self._relevant(self.tested)
        value = precision_at(self.words @ self.vectors.T, relevant, 10)
        name = "label's word -> photos, precision@10, mean over labels"
        yield Metric(name, value, chance_precision(relevant))

    def _relevant(self, labels: Sequence[str]) -> Tensor:
        return torch.tensor([[photo.label == label for photo in self.photos] for label in labels])


def embed(
    embedder: Embedder, pixels: Pixels, photos: Mapping[int, LabelledPhoto]
) -> EmbeddedPhotos:
    """`photos` by their rows of `pixels`."""
    rows = sorted(photos)
    counts = Counter(photo.label for photo in photos.values())
    tested = sorted(label for label, count in counts.items() if count >= MIN_PHOTOS)
    vectors = embedder.embed_pictures(pixels, rows)
    texts = [words_for(label)[0] for label in tested]
    return EmbeddedPhotos(
        photos=[photos[row] for row in rows],
        vectors=vectors,
        views=embedder.embed_pictures(pixels, rows, preprocess=_augment),
        tested=tested,
        words=embedder.embed_texts(texts) if texts else vectors[:0],
    )


def _augment(pictures: Tensor, *, size: int) -> Tensor:
    return augment(pictures, size=size, generator=torch.Generator().manual_seed(0))


def _mean(
    name: str, photos: Sequence[LabelledPhoto], right: Sequence[bool], *, chance: float
) -> Metric:
    """Return the mean over photographers, who weigh the same, if the photos have several."""
    photographers = [photo.photographer for photo in photos]
    if not all(photographers) or len(set(photographers)) == 1:
        return Metric(name, fmean(right), chance)
    means = means_by_group(right, photographers)
    averaged = mean_of("photographers", groups=len(means), queries=len(photos))
    return Metric(f"{name}, {averaged}", fmean(means.values()), chance)
