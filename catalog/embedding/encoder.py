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
    """Turns pictures and texts into unit vectors of one space: shape (n, dimension), float32."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the weights, in hex. It tells apart two versions of one encoder."""

    @property
    def dimension(self) -> int: ...

    @property
    def image_size(self) -> int:
        """Input size in pixels. Larger pictures may be shrunk towards it before encoding."""
        return 320

    def preprocess(self, image: Image) -> Image:
        """Optionally resize `image` ahead of encoding; `encode_images` accepts the result instead.

        Thread-safe, so that threads which decode photos can do this work too.
        """
        return image

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        """Encode RGB images of any size."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors: ...


class Encoder(EmbeddingModel, Protocol):
    """A model with a name. Custom encoders (SHOP_ENCODER=python:module.Class) subclass this."""

    @property
    def name(self) -> str:
        """The name, as in SHOP_ENCODER."""
