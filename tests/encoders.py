"""Deterministic encoders for tests."""

import hashlib
from collections.abc import Sequence

import numpy as np
from PIL.Image import Image

from catalog.embedding.encoder import Vectors

COLOURS = {"red": (200, 30, 30), "green": (30, 160, 30), "blue": (30, 30, 200), "grey": (120,) * 3}


class ColourEncoder:
    """Vectors of three dimensions: a picture's mean colour, or the colours named in a text."""

    name = "test:colour"
    fingerprint = hashlib.sha256(b"colour").hexdigest()
    dimension = 3
    image_size = 64

    def preprocess(self, image: Image) -> Image:
        return image

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        means = [np.asarray(image.resize((1, 1)), dtype=np.float32)[0, 0] for image in images]
        return unit(np.array(means, dtype=np.float32).reshape(len(images), 3))

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        rows = [self._colour(text.lower()) for text in texts]
        return unit(np.array(rows, dtype=np.float32).reshape(len(texts), 3))

    def _colour(self, text: str) -> tuple[float, ...]:
        colours = [rgb for word, rgb in COLOURS.items() if word in text]
        sums = tuple(1.0 + sum(channel) for channel in zip(*colours, strict=True))
        return sums or (1.0, 1.0, 1.0)


class WordlessEncoder:
    """Vectors that say nothing about the words, as of an encoder that knows no German."""

    name = "test:wordless"
    fingerprint = hashlib.sha256(b"wordless").hexdigest()
    dimension = 32
    image_size = 64

    def preprocess(self, image: Image) -> Image:
        return image

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        return self._vectors([image.resize((1, 1)).tobytes() for image in images])

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return self._vectors([text.encode() for text in texts])

    def _vectors(self, inputs: Sequence[bytes]) -> Vectors:
        seeds = [int.from_bytes(hashlib.sha256(data).digest()[:8]) for data in inputs]
        rows = [np.random.default_rng(seed).normal(size=self.dimension) for seed in seeds]
        return unit(np.array(rows, dtype=np.float32).reshape(len(inputs), self.dimension))


def unit(rows: Vectors) -> Vectors:
    norms = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return np.asarray(rows / norms, dtype=np.float32)
