"""Load one encoder twice: with open_clip, and with the shop's runtime."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from catalog.embedding.encoder import EmbeddingModel
from catalog.embedding.encoder_source import FOLDER_PREFIX
from catalog.embedding.loading import load_fastest, load_on_torch
from lab.benchmarks.benchmark import BenchmarkError
from lab.benchmarks.encode.random_weights import RANDOM_MODEL, write_random_weights


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderLocation:
    """`name` is as in SHOP_ENCODER; `cache` is the folder of downloads and exports."""

    name: str
    cache: Path


OPEN_CLIP: Final = "open_clip, PyTorch fp32"
SHOP: Final = "the shop"


@contextmanager
def prepared_encoder(name: str) -> Iterator[EncoderLocation]:
    """Locate the encoder. The files of RANDOM_MODEL are first written to a temporary folder."""
    if name != RANDOM_MODEL:
        yield EncoderLocation(name=name, cache=settings.SHOP_VAR / "encoders")
        return
    with tempfile.TemporaryDirectory(prefix="shop-bench-") as folder:
        write_random_weights(Path(folder))
        yield EncoderLocation(name=f"{FOLDER_PREFIX}{folder}", cache=Path(folder) / "cache")


def load_both(location: EncoderLocation, *, threads: int) -> dict[str, EmbeddingModel]:
    """Load the encoder in both runtimes. Return the models by the names OPEN_CLIP and SHOP.

    Raises EncoderError, or BenchmarkError if the shop's runtime is PyTorch too.
    """
    plain = load_on_torch(location.name, location.cache)
    shop = load_fastest(location.name, location.cache, threads=threads)
    if type(shop) is type(plain):
        raise BenchmarkError(
            f"{location.name} runs on PyTorch in the shop too, for the reason logged above, so "
            "there is nothing to compare. Choose another --encoder."
        )
    return {OPEN_CLIP: plain, SHOP: shop}


@contextmanager
def torch_threads(count: int) -> Iterator[None]:
    import torch  # noqa: PLC0415  # slow to import, and --help does not need it

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
