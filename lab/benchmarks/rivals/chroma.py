"""Chroma: the joint vector under its HNSW index, filters by metadata."""

from typing import Final

import chromadb

from catalog.indexing.hnsw import EF_CONSTRUCTION, HNSW_M
from lab.benchmarks.questions import Catalog, Question

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

    def found(self, question: Question, count: int) -> list[int]:
        condition = question.condition
        found = self._products.query(
            query_embeddings=question.joint[None],
            n_results=count,
            where={condition.field: condition.value} if condition else None,
            include=["distances"],
        )
        return [int(one) for one in found["ids"][0]]
