"""The encoder for open_clip's models: cheap to create, loaded on first use."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL.Image import Image

from catalog.embedding.encoder import EmbeddingModel, EncoderError, Vectors
from catalog.embedding.encoder_source import find_source
from catalog.embedding.loading import load_on_torch
from catalog.pictures.picture import reduce_for_encoder

# Items per forward pass, which bounds its memory: 32 images of 224 px are 19 MB of input.
BATCH = 32
# Seconds that a request waits while another thread loads; a first download takes minutes.
LOAD_TIMEOUT = 20.0
# Seconds until a failed load is tried again: without network, each try takes a minute to fail.
RETRY_AFTER = 60.0

Item = TypeVar("Item")
Load = Callable[[str, Path], EmbeddingModel]


class OpenClipEncoder:
    def __init__(self, name: str, *, cache: Path, load: Load = load_on_torch) -> None:
        """Raises EncoderError if the name is wrong or files are missing."""
        find_source(name)
        self.name = name
        self._cache = cache
        self._load_model = load
        self._lock = threading.Lock()
        self._model: EmbeddingModel | None = None
        self._failure = ""
        self._retry_at = 0.0

    @property
    def fingerprint(self) -> str:
        return self._loaded_model().fingerprint

    @property
    def dimension(self) -> int:
        return self._loaded_model().dimension

    @property
    def image_size(self) -> int:
        return self._loaded_model().image_size

    def preprocess(self, image: Image) -> Image:
        reduced = reduce_for_encoder(image, image_size=self.image_size)
        return self._loaded_model().preprocess(reduced)

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        reduced = [reduce_for_encoder(image, image_size=self.image_size) for image in images]
        return self._in_batches(self._loaded_model().encode_images, reduced)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return self._in_batches(self._loaded_model().encode_texts, texts)

    def _in_batches(
        self, encode: Callable[[Sequence[Item]], Vectors], items: Sequence[Item]
    ) -> Vectors:
        starts = range(0, len(items), BATCH)
        parts = [encode(items[start : start + BATCH]) for start in starts]
        # Gives the result its shape, (0, dimension), if there are no items.
        empty = np.zeros((0, self.dimension), dtype=np.float32)
        return np.concatenate([empty, *parts])

    def _loaded_model(self) -> EmbeddingModel:
        """The model, loaded on first use, as a runtime's threads do not survive a fork."""
        if not self._lock.acquire(timeout=LOAD_TIMEOUT):
            raise EncoderError(f"The encoder {self.name} is still being loaded. Try again later.")
        try:
            if self._model is None:
                self._model = self._load()
            return self._model
        finally:
            self._lock.release()

    def _load(self) -> EmbeddingModel:
        if time.monotonic() < self._retry_at:
            raise EncoderError(self._failure)
        try:
            return self._load_model(self.name, self._cache)
        except EncoderError as error:
            self._failure, self._retry_at = str(error), time.monotonic() + RETRY_AFTER
            raise
