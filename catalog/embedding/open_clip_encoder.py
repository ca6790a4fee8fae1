"""The Encoder over open_clip: cheap to create, loaded on first use."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from PIL.Image import Image

from catalog.embedding.encoder import EncoderError, Vectors
from catalog.embedding.encoder_source import source_named

if TYPE_CHECKING:
    import torch

    from catalog.embedding.open_clip_model import OpenClipModel

# Bounds the memory of one pass whatever is asked: 32 images of 224 px are 19 MB of input.
BATCH = 32
# Seconds a request waits while another thread loads (a first download takes minutes), and
# until a failed load is tried again: without network, each try takes a minute to find out.
WAIT = 20.0
RETRY_AFTER = 60.0

Item = TypeVar("Item")


class OpenClipEncoder:
    def __init__(self, name: str, *, cache: Path) -> None:
        """Raises EncoderError where the name or its files are wrong at first sight."""
        self.name = name
        self._source = source_named(name)
        self._cache = cache
        self._lock = threading.Lock()
        self._model: OpenClipModel | None = None
        self._failure = ""
        self._retry_at = 0.0

    @property
    def fingerprint(self) -> str:
        return self._loaded().fingerprint

    @property
    def dimension(self) -> int:
        return self._loaded().dimension

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        return self._batched(self._loaded().images, images)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return self._batched(self._loaded().texts, texts)

    def _batched(
        self, encode: Callable[[Sequence[Item]], "torch.Tensor"], items: Sequence[Item]
    ) -> Vectors:
        starts = range(0, len(items), BATCH)
        parts: list[Vectors] = [encode(items[start : start + BATCH]).numpy() for start in starts]
        # The empty first part gives no items their shape, (0, d).
        empty = np.zeros((0, self.dimension), dtype=np.float32)
        return np.concatenate([empty, *parts])

    def _loaded(self) -> "OpenClipModel":
        """Once per process, and never before it forks: torch does not survive a fork."""
        if not self._lock.acquire(timeout=WAIT):
            raise EncoderError(f"The encoder {self.name} is still being loaded. Try again later.")
        try:
            if self._model is None:
                self._model = self._load()
            return self._model
        finally:
            self._lock.release()

    def _load(self) -> "OpenClipModel":
        from catalog.embedding.open_clip_model import load  # noqa: PLC0415  # torch

        if time.monotonic() < self._retry_at:
            raise EncoderError(self._failure)
        try:
            return load(self._source, cache=self._cache)
        except EncoderError as error:
            self._failure, self._retry_at = str(error), time.monotonic() + RETRY_AFTER
            raise
