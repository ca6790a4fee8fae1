"""Metrics on held-out labelled photos."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.embedding.encoder import EmbeddingModel
from lab.training.data.picture_store import Pixels
from lab.training.datasets.embedded_photos import EmbeddedPhotos, embed
from lab.training.datasets.photo_folder import LabelledPhoto
from lab.training.photo_measures.figures import by_photographers
from lab.training.photo_measures.measure import measure_photos
from lab.training.photo_measures.source_photo import source_photo
from lab.training.validation import Embedder, HeldOut, Metric


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOutPhotos(HeldOut):
    folder: str
    """The name of the folder, if there are several."""
    photos: Mapping[int, LabelledPhoto]
    """By their rows of the pictures."""
    pixels: Pixels

    def metrics(self, embedder: Embedder) -> list[Metric]:
        if not self._have_common_labels():
            return []
        photos = self._embed(embedder)
        return self._named([
            *(photos.view_recall(), photos.same_label_precision()),
            *photos.word_precision(),
            *photos.label_by_words(),
        ])  # fmt: skip

    def final_metrics(self, embedder: Embedder, encoder: EmbeddingModel) -> list[Metric]:
        """Measure labels and colours by `measure_photos`, so that no photographer decides them."""
        if not self._have_common_labels():
            return []
        photos = self._embed(embedder)
        figures = measure_photos([source_photo(photo) for photo in photos.photos], encoder)
        return self._named([
            photos.view_recall(),
            *photos.label_by_words(),
            *(Metric(one.description, one.value, one.chance) for one in by_photographers(figures)),
        ])  # fmt: skip

    def _have_common_labels(self) -> bool:
        return len({photo.label for photo in self.photos.values()}) < len(self.photos)

    def _embed(self, embedder: Embedder) -> EmbeddedPhotos:
        return embed(embedder, self.pixels, self.photos)

    def _named(self, metrics: Sequence[Metric]) -> list[Metric]:
        prefix = f"{self.folder}: " if self.folder else ""
        return [replace(metric, name=prefix + metric.name) for metric in metrics]
