"""FAISS HNSW in memory: without a database, this is about as fast as a search can be."""

from typing import Final

import faiss
import numpy as np

from catalog.indexing.hnsw import EF_CONSTRUCTION, HNSW_M
from lab.benchmarks.vector_queries import Catalog, FieldFilter, VectorQuery

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

    def search(self, query: VectorQuery, k: int) -> list[int]:
        options = faiss.SearchParametersHNSW(efSearch=EF_SEARCH)
        if query.field_filter:
            bits = np.packbits(self._passing(query.field_filter), bitorder="little")
            options.sel = faiss.IDSelectorBitmap(bits)
        _, rows = self._index.search(query.joint[None], k, params=options)
        return [int(row) for row in rows[0] if row >= 0]

    def _passing(self, field_filter: FieldFilter) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return self._catalog.matches(field_filter)
