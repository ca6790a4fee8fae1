"""The Encoder over open_clip's models: cheap to create, loaded on first use."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL.Image import Image

from catalog.embedding.encoder import EncoderError, Vectors
from catalog.embedding.encoder_source import source_named
from catalog.embedding.loading import LoadedModel, load_on_torch
from catalog.pictures.picture import reduce_for_encoder

# Bounds the memory of one pass whatever is asked: 32 images of 224 px are 19 MB of input.
BATCH = 32
# Seconds a request waits while another thread loads (a first download takes minutes), and
# until a failed load is tried again: without network, each try takes a minute to find out.
WAIT = 20.0
RETRY_AFTER = 60.0

Item = TypeVar("Item")
Load = Callable[[str, Path], LoadedModel]


class OpenClipEncoder:
    def __init__(self, name: str, *, cache: Path, load: Load = load_on_torch) -> None:
        """Raises EncoderError where the name or its files are wrong at first sight."""
        source_named(name)
        self.name = name
        self._cache = cache
        self._load_model = load
        self._lock = threading.Lock()
        self._model: LoadedModel | None = None
        self._failure = ""
        self._retry_at = 0.0

    @property
    def fingerprint(self) -> str:
        return self._loaded().fingerprint

    @property
    def dimension(self) -> int:
        return self._loaded().dimension

    @property
    def side(self) -> int:
        return self._loaded().side

    def prepared(self, image: Image) -> Image:
        return self._loaded().prepared(reduce_for_encoder(image, image_size=self.side))

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        small = [reduce_for_encoder(one, image_size=self.side) for one in images]
        return self._batched(self._loaded().images, small)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return self._batched(self._loaded().texts, texts)

    def _batched(
        self, encode: Callable[[Sequence[Item]], Vectors], items: Sequence[Item]
    ) -> Vectors:
        starts = range(0, len(items), BATCH)
        parts = [encode(items[start : start + BATCH]) for start in starts]
        # The empty first part gives no items their shape, (0, d).
        empty = np.zeros((0, self.dimension), dtype=np.float32)
        return np.concatenate([empty, *parts])

    def _loaded(self) -> LoadedModel:
        """Once per process, and never before it forks: no runtime's threads survive a fork."""
        if not self._lock.acquire(timeout=WAIT):
            raise EncoderError(f"The encoder {self.name} is still being loaded. Try again later.")
        try:
            if self._model is None:
                self._model = self._load()
            return self._model
        finally:
            self._lock.release()

    def _load(self) -> LoadedModel:
        if time.monotonic() < self._retry_at:
            raise EncoderError(self._failure)
        try:
            return self._load_model(self.name, self._cache)
        except EncoderError as error:
            self._failure, self._retry_at = str(error), time.monotonic() + RETRY_AFTER
            raise
