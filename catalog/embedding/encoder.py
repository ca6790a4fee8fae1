"""The one face of every encoder."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

Vectors = NDArray[np.float32]


class EncoderError(Exception):
    """The encoder cannot be loaded or used; the message names the cause and the fix."""


class Encoder(Protocol):
    """Pictures and words to unit vectors of one space, shape (n, dimension), float32."""

    @property
    def name(self) -> str:
        """As in SHOP_ENCODER."""

    @property
    def fingerprint(self) -> str:
        """SHA-256, hex, of the weights: tells two versions of one name apart."""

    @property
    def dimension(self) -> int: ...

    @property
    def side(self) -> int:
        """Pixels of a picture's shorter side that are looked at: larger ones may come shrunk."""
        return 320

    def prepared(self, image: Image) -> Image:
        """No larger than is looked at, or as it is. What it gives may be encoded in its place;
        many threads may ask at once, and most of the work be done by them.
        """
        return image

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        """RGB images of any size."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors: ...
