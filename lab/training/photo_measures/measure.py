"""Measure an encoder on labelled photos."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from catalog.embedding.encoder import EmbeddingModel, Vectors
from lab.training.photo_measures.figures import Figure, figures_of_task
from lab.training.photo_measures.photo_set import (
    Advance,
    PhotoSet,
    ignore_progress,
    load_photo_set,
)
from lab.training.photo_measures.photo_tasks import photo_tasks
from lab.training.photo_measures.retrieval_task import run_task
from lab.training.photo_measures.source_photo import SourcePhoto

BATCH: Final = 32

EncodeTexts = Callable[[Sequence[str]], Vectors]


def measure_photos(photos: Sequence[SourcePhoto], encoder: EmbeddingModel) -> list[Figure]:
    """Return all figures of the encoder on the photos that can be read. Raises EncoderError."""
    photo_set = load_photo_set(photos)
    if not photo_set.photos:
        return []
    return measure_vectors(photo_set, embed_photos(photo_set, encoder), encoder.encode_texts)


def embed_photos(
    photo_set: PhotoSet, encoder: EmbeddingModel, advance: Advance = ignore_progress
) -> Vectors:
    """Return the unit vectors (n, d) of all photos, as the shop would embed them."""
    photos = photo_set.photos
    batches = [photos[start : start + BATCH] for start in range(0, len(photos), BATCH)]
    parts = [_embed_batch(batch, encoder, advance) for batch in batches]
    return np.concatenate(parts)


def _embed_batch(
    photos: Sequence[SourcePhoto], encoder: EmbeddingModel, advance: Advance
) -> Vectors:
    vectors = encoder.encode_images([photo.for_encoder(encoder.image_size) for photo in photos])
    advance(len(photos))
    return vectors


def measure_vectors(
    photo_set: PhotoSet, vectors: Vectors, encode_texts: EncodeTexts
) -> list[Figure]:
    """Return the figures of unit vectors (n, d), row i of photo i, and of texts of their space."""
    figures: list[Figure] = []
    for task in photo_tasks(photo_set):
        queries = encode_texts(task.texts) if task.texts else vectors[task.query_rows]
        figures += figures_of_task(task, run_task(task, queries, vectors))
    return figures
