"""Encoders for open_clip's models: cheap to create, loaded on first use."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL.Image import Image

from catalog.embedding.encoder import (
    FEATURE_MAP_SCALE,
    EmbeddingModel,
    EncoderError,
    FeatureMapModel,
    StillLoading,
    Vectors,
)
from catalog.embedding.encoder_source import find_source
from catalog.embedding.loading import load_on_torch
from catalog.pictures.picture import reduce_for_encoder

logger = logging.getLogger(__name__)

# Items per forward pass, which bounds its memory: 32 images of 224 px are 19 MB of input.
BATCH = 32
# Seconds that a request waits while another thread loads; a first download takes minutes.
LOAD_TIMEOUT = 20.0
# Seconds until a failed load is tried again: without network, each try takes a minute to fail.
RETRY_AFTER = 60.0

Item = TypeVar("Item")
Load = Callable[[str, Path], EmbeddingModel]


class LazyEncoder:
    """An encoder whose model is loaded on first use."""

    def __init__(self, name: str, load: Callable[[], EmbeddingModel]) -> None:
        """`load` raises EncoderError if the model cannot be loaded."""
        self.name = name
        self._load_model = load
        self._lock = threading.Lock()
        self._model: EmbeddingModel | None = None
        self._failure = EncoderError()
        self._retry_at = 0.0

    @property
    def is_loaded(self) -> bool:
        return self._model is not None

    def load_in_background(self) -> None:
        """Start loading in another thread, unless that is under way or has just failed."""
        if not self._lock.locked() and time.monotonic() >= self._retry_at:
            threading.Thread(target=self._load_quietly, name="encoder", daemon=True).start()

    def _load_quietly(self) -> None:
        with suppress(EncoderError):  # it is logged
            self._loaded_model()

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

    def feature_map(self, image: Image) -> Vectors | None:
        model = self._loaded_model()
        if not isinstance(model, FeatureMapModel):
            return None
        return model.feature_map(
            reduce_for_encoder(image, image_size=FEATURE_MAP_SCALE * model.image_size)
        )

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
            raise StillLoading(f"The encoder {self.name} is still being loaded. Try again later.")
        try:
            if self._model is None:
                self._model = self._load()
            return self._model
        finally:
            self._lock.release()

    def _load(self) -> EmbeddingModel:
        if time.monotonic() < self._retry_at:
            raise type(self._failure)(*self._failure.args)
        try:
            return self._load_model()
        except EncoderError as error:
            logger.warning("The encoder %s cannot be loaded: %s", self.name, error)
            self._failure, self._retry_at = error, time.monotonic() + RETRY_AFTER
            raise


class OpenClipEncoder(LazyEncoder):
    def __init__(self, name: str, *, cache: Path, load: Load = load_on_torch) -> None:
        """Raises EncoderError if the name is wrong or files are missing."""
        find_source(name)
        super().__init__(name, partial(load, name, cache))
