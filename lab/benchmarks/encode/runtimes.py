"""One encoder in memory twice: as open_clip runs it, and as the shop does."""

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
from lab.benchmarks.encode.random_weights import RANDOM, write_random_weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """`name` as in SHOP_ENCODER; `cache` holds downloads and exports."""

    name: str
    cache: Path


PLAIN: Final = "open_clip, PyTorch fp32"
SHOP: Final = "the shop"


@contextmanager
def available(name: str) -> Iterator[Named]:
    """`name` as in SHOP_ENCODER, or the model whose weights are made up: nothing is downloaded."""
    if name != RANDOM:
        yield Named(name=name, cache=settings.SHOP_VAR / "encoders")
        return
    with tempfile.TemporaryDirectory(prefix="shop-bench-") as folder:
        write_random_weights(Path(folder))
        yield Named(name=f"{FOLDER_PREFIX}{folder}", cache=Path(folder) / "cache")


def loaded(named: Named, *, threads: int) -> dict[str, EmbeddingModel]:
    """Raises EncoderError; BenchmarkError where the shop uses PyTorch too."""
    plain = load_on_torch(named.name, named.cache)
    shop = load_fastest(named.name, named.cache, threads=threads)
    if type(shop) is type(plain):
        raise BenchmarkError(
            f"{named.name} runs on PyTorch in the shop too, for the reason logged above: there is "
            "nothing to compare. Choose another --encoder."
        )
    return {PLAIN: plain, SHOP: shop}


@contextmanager
def torch_threads(count: int) -> Iterator[None]:
    import torch  # noqa: PLC0415  # slow; the help texts need not wait for it

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
