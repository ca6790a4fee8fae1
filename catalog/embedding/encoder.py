"""The protocol of every encoder."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

Vectors = NDArray[np.float32]


class EncoderError(Exception):
    """The encoder cannot be loaded or used; the message names the cause and the fix."""


class EmbeddingModel(Protocol):
    """Pictures and texts to unit vectors of one space, shape (n, dimension), float32."""

    @property
    def fingerprint(self) -> str:
        """SHA-256, hex, of the weights: differs between two versions of one encoder."""

    @property
    def dimension(self) -> int: ...

    @property
    def image_size(self) -> int:
        """Input size in pixels: larger pictures may be shrunk towards it before encoding."""
        return 320

    def preprocess(self, image: Image) -> Image:
        """Optionally resize `image` ahead of encoding; `encode_images` accepts the result instead.

        Thread-safe, so that threads which decode photos can do this work too.
        """
        return image

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        """`images`: RGB, of any size."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors: ...


class Encoder(EmbeddingModel, Protocol):
    """A named model. Custom encoders (SHOP_ENCODER=python:module.Class) subclass this."""

    @property
    def name(self) -> str:
        """As in SHOP_ENCODER."""
