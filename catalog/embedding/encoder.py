"""The protocol of every encoder."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

Vectors = NDArray[np.float32]
# A feature map is computed from an input of twice the width and height.
FEATURE_MAP_SCALE = 2
FEATURE_MAP_COST = FEATURE_MAP_SCALE**2


class EncoderError(Exception):
    """The encoder cannot be loaded or used; the message names the cause and the fix."""


class StillLoading(EncoderError):
    """Another thread is loading the encoder, perhaps downloading it."""


class WeightsGone(EncoderError):
    """The weights that an encoder is needed with are neither in its files nor in an export."""


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


@runtime_checkable
class FeatureMapModel(Protocol):
    """A model that can also say what is where in a picture."""

    def feature_map(self, image: Image) -> Vectors | None:
        """Encode the cells of a grid over an RGB image of any size: (rows, columns, dimension).

        The vectors are not of unit length: the longer, the more of an object the cell shows. None
        if the model's image tower does not compute such a map. Takes about as long as
        encoding FEATURE_MAP_COST pictures.
        """


class Encoder(EmbeddingModel, Protocol):
    """A model with a name. Custom encoders (SHOP_ENCODER=python:module.Class) subclass this."""

    @property
    def name(self) -> str:
        """The name, as in SHOP_ENCODER."""
