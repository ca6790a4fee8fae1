"""The rivals that `./shop bench search --rivals` accepts, by name."""

import importlib
from typing import Final, Protocol

from lab.benchmarks.benchmark import BenchmarkError
from lab.benchmarks.engine_benchmark import Engine
from lab.benchmarks.vector_queries import Catalog

RIVALS: Final = {
    "faiss": "lab.benchmarks.rivals.faiss_hnsw.FaissHnsw",
    "milvus": "lab.benchmarks.rivals.milvus_lite.MilvusHybrid",
    "lancedb": "lab.benchmarks.rivals.lance.LanceHnsw",
    "qdrant": "lab.benchmarks.rivals.qdrant_local.QdrantLocal",
    "chroma": "lab.benchmarks.rivals.chroma.ChromaHnsw",
}


class RivalMissing(BenchmarkError):
    """The rival's package is not installed; the message says how to install it."""


class Rival(Protocol):
    name: str

    def __call__(self, catalog: Catalog) -> Engine: ...


def load_rival(name: str) -> Rival:
    """Import the rival's class, which is constructed from a catalog. Raises RivalMissing."""
    module, _, class_name = RIVALS[name].rpartition(".")
    try:
        rival_class: Rival = getattr(importlib.import_module(module), class_name)
    except ImportError as error:
        raise RivalMissing(
            f"{name} cannot be compared ({error}): pip install -r lab/benchmarks/requirements.txt"
        ) from error
    return rival_class
