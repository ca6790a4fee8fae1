"""The rivals by the name that `./shop bench search --rivals` takes."""

import importlib
from typing import Final, Protocol

from lab.benchmarks.benchmark import BenchmarkError
from lab.benchmarks.engine import Engine
from lab.benchmarks.questions import Catalog

RIVALS: Final = {
    "faiss": "lab.benchmarks.rivals.faiss_hnsw.FaissHnsw",
    "milvus": "lab.benchmarks.rivals.milvus_lite.MilvusHybrid",
    "lancedb": "lab.benchmarks.rivals.lance.LanceHnsw",
    "qdrant": "lab.benchmarks.rivals.qdrant_local.QdrantLocal",
    "chroma": "lab.benchmarks.rivals.chroma.ChromaHnsw",
}


class RivalMissing(BenchmarkError):
    """Its package is not installed; the message says what to do."""


class Rival(Protocol):
    name: str

    def __call__(self, catalog: Catalog) -> Engine: ...


def imported(name: str) -> Rival:
    """Makes the rival from a catalog. Raises RivalMissing."""
    module, _, rival = RIVALS[name].rpartition(".")
    try:
        found: Rival = getattr(importlib.import_module(module), rival)
    except ImportError as error:
        raise RivalMissing(
            f"{name} cannot be compared ({error}): pip install -r lab/benchmarks/requirements.txt"
        ) from error
    return found
