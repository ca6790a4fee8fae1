"""`./shop bench encode`: an encoder as open_clip runs it, and as the shop does."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np
import torch
from PIL import Image

from catalog.embedding.encoder import Vectors
from catalog.embedding.encoder_source import source_named
from catalog.embedding.loading import LoadedModel, load_fastest
from catalog.embedding.open_clip_model import load

SIDE: Final = 300
SHORT: Final = "blue mug"
LONG: Final = "striped cotton t-shirt with long sleeves, " * 4
MANY: Final = 32

Encode = Callable[[LoadedModel], Vectors]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodingSpeed:
    """Milliseconds for each item, medians: plain open_clip in fp32, and the shop's runtime."""

    what: str
    open_clip: float
    shop: float
    cosine: float  # the least between vectors of both

    @property
    def ratio(self) -> float:
        return self.open_clip / self.shop


def run_encode(
    name: str, *, cache: Path, threads: int, rounds: int, progress: Callable[[int], None]
) -> list[EncodingSpeed]:
    """In turns within one process. Raises EncoderError."""
    torch.set_num_threads(threads)
    # open_clip computes its whole context, whatever the text's length.
    plain = load(source_named(name), cache=cache)
    shop = load_fastest(name, cache, threads=threads)
    found = []
    for what, items, encode in _work():
        found.append(_speed(what, items, encode, (plain, shop), rounds))
        progress(1)
    return found


def _work() -> list[tuple[str, int, Encode]]:
    pictures = [_picture(number) for number in range(MANY)]
    return [
        ("a picture", 1, lambda model: model.images(pictures[:1])),
        (f"of {MANY} pictures", MANY, lambda model: model.images(pictures)),
        ("a short text", 1, lambda model: model.texts([SHORT])),
        ("a long text", 1, lambda model: model.texts([LONG])),
    ]


def _speed(
    what: str, items: int, encode: Encode, models: Sequence[LoadedModel], rounds: int
) -> EncodingSpeed:
    first = [encode(model) for model in models]  # also warms up
    seconds = [[_seconds(encode, model) for model in models] for _ in range(rounds)]
    plain, shop = (1000 * median(times) / items for times in zip(*seconds, strict=True))
    cosine = float(np.min(np.sum(first[0] * first[1], axis=1)))
    return EncodingSpeed(what=what, open_clip=plain, shop=shop, cosine=cosine)


def _seconds(encode: Encode, model: LoadedModel) -> float:
    started = time.perf_counter()
    encode(model)
    return time.perf_counter() - started


def _picture(number: int) -> Image.Image:
    pixels = np.random.default_rng(number).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    return Image.fromarray(pixels)
