"""FAISS, HNSW in memory: nothing of a database, and so the practical limit of speed."""

from typing import Final

import faiss
import numpy as np

from catalog.indexing.hnsw import EF_CONSTRUCTION, HNSW_M
from lab.benchmarks.questions import Catalog, Condition, Question

EF_SEARCH: Final = 200


class FaissHnsw:
    name = "FAISS HNSW, in memory"

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._index = faiss.IndexHNSWFlat(
            catalog.joint.shape[1], HNSW_M, faiss.METRIC_INNER_PRODUCT
        )
        self._index.hnsw.efConstruction = EF_CONSTRUCTION
        self._index.add(catalog.joint)

    def found(self, question: Question, count: int) -> list[int]:
        options = faiss.SearchParametersHNSW(efSearch=EF_SEARCH)
        if question.condition:
            bits = np.packbits(self._passing(question.condition), bitorder="little")
            options.sel = faiss.IDSelectorBitmap(bits)
        _, places = self._index.search(question.joint[None], count, params=options)
        return [int(place) for place in places[0] if place >= 0]

    def _passing(self, condition: Condition) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return self._catalog.passing(condition)
