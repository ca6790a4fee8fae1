"""Vectors of texts under the serving encoder, to find terms that mean the same as other words."""

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import numpy as np

from catalog.embedding.encoder import Encoder, EncoderError
from catalog.embedding.registry import encoder_with
from catalog.models import EncoderVersion
from catalog.search.answering import answering_version
from catalog.search.calibration import Floats

# One page of the admin encodes texts for so long. What is left, later pages encode.
SECONDS: Final = 0.5
BATCH: Final = 16
# Texts that a process remembers.
MAX_REMEMBERED: Final = 2_000


class TextVectors:
    """Remembers the vectors of one encoder version. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version: int | None = None
        self._vectors: dict[str, Floats] = {}

    def of(self, texts: Sequence[str]) -> dict[str, Floats]:
        """Return the vectors of the texts that could be encoded in time, the first ones first."""
        version = answering_version()
        if version is None:
            return {}
        with self._lock:
            self._make_room(version, len(texts))
            new = [text for text in texts if text not in self._vectors]
            # Without the encoder, there is what it has encoded before.
            with suppress(EncoderError):
                self._encode(encoder_with(version.name, version.fingerprint), new)
            return {text: self._vectors[text] for text in texts if text in self._vectors}

    def _make_room(self, version: EncoderVersion, count: int) -> None:
        if version.pk != self._version or len(self._vectors) + count > MAX_REMEMBERED:
            self._version, self._vectors = version.pk, {}

    def _encode(self, encoder: Encoder, texts: Sequence[str]) -> None:
        deadline = time.monotonic() + SECONDS
        for first in range(0, len(texts), BATCH):
            batch = texts[first : first + BATCH]
            vectors = np.asarray(encoder.encode_texts(batch), dtype=np.float32)
            self._vectors.update(zip(batch, vectors, strict=True))
            if time.monotonic() > deadline:
                return


text_vectors = TextVectors()
