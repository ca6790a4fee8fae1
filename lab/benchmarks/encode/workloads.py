"""The pictures and texts that the encoders are timed with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from catalog.embedding.encoder import EmbeddingModel, Vectors

SIDE: Final = 224
BATCH: Final = 32
SHORT: Final = "blue suede shoes"
LONG: Final = (
    "A hand-thrown stoneware teapot with a bamboo handle, glazed in deep blue and speckled with "
    "white, large enough for six cups, with a removable strainer of steel and a lid that stays on "
    "while pouring; it may go into the dishwasher and the microwave oven, and matches our cups, "
    "saucers, sugar bowl and milk jug of the same series by a small family pottery at the sea"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    name: str
    items: int
    encode: Callable[[EmbeddingModel], Vectors]


def workloads() -> list[Workload]:
    images = _pictures(BATCH)
    return [
        Workload(name="a picture", items=1, encode=lambda model: model.encode_images(images[:1])),
        Workload(
            name=f"{BATCH} pictures", items=BATCH, encode=lambda model: model.encode_images(images)
        ),
        Workload(name="a short text", items=1, encode=lambda model: model.encode_texts([SHORT])),
        Workload(name="a long text", items=1, encode=lambda model: model.encode_texts([LONG])),
    ]


def _pictures(count: int) -> list[Image.Image]:
    """Make pictures of noise, as the content of a picture does not affect speed."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(256, size=(count, SIDE, SIDE, 3), dtype=np.uint8)
    return [Image.fromarray(picture) for picture in pixels]
