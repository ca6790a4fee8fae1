"""Chroma: joint vectors in an HNSW index, with metadata filters."""

from typing import Final

import chromadb

from catalog.indexing.hnsw import EF_CONSTRUCTION, HNSW_M
from lab.benchmarks.vector_queries import Catalog, VectorQuery

BATCH: Final = 1000


class ChromaHnsw:
    name = "Chroma"

    def __init__(self, catalog: Catalog) -> None:
        self._products = chromadb.EphemeralClient().create_collection(
            "products",
            configuration={
                "hnsw": {"space": "ip", "max_neighbors": HNSW_M, "ef_construction": EF_CONSTRUCTION,
                         "ef_search": 200}
            },
        )  # fmt: skip
        for start in range(0, len(catalog.joint), BATCH):
            rows = range(start, min(start + BATCH, len(catalog.joint)))
            fields = catalog.fields.items()
            self._products.add(
                ids=[str(row) for row in rows],
                embeddings=catalog.joint[rows.start : rows.stop],
                metadatas=[{name: str(values[row]) for name, values in fields} for row in rows],
            )

    def search(self, query: VectorQuery, k: int) -> list[int]:
        field_filter = query.field_filter
        response = self._products.query(
            query_embeddings=query.joint[None],
            n_results=k,
            where={field_filter.field: field_filter.value} if field_filter else None,
            include=["distances"],
        )
        return [int(row) for row in response["ids"][0]]
