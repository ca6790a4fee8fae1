"""Qdrant's local mode: exact search with NumPy in this process, not Qdrant's server."""

from typing import Final

from qdrant_client import QdrantClient, models

from lab.benchmarks.vector_queries import Catalog, VectorQuery

COLLECTION: Final = "products"
BATCH: Final = 1000


class QdrantLocal:
    name = "Qdrant, local mode"

    def __init__(self, catalog: Catalog) -> None:
        self._client = QdrantClient(":memory:")
        self._client.create_collection(
            COLLECTION,
            models.VectorParams(size=catalog.joint.shape[1], distance=models.Distance.DOT),
        )
        for start in range(0, len(catalog.joint), BATCH):
            rows = range(start, min(start + BATCH, len(catalog.joint)))
            fields = catalog.fields.items()
            payloads = [{name: str(values[row]) for name, values in fields} for row in rows]
            self._client.upsert(COLLECTION, models.Batch(
                ids=list(rows), vectors=catalog.joint[rows.start:rows.stop].tolist(),
                payloads=payloads,
            ))  # fmt: skip

    def search(self, query: VectorQuery, k: int) -> list[int]:
        response = self._client.query_points(
            COLLECTION, query=query.joint.tolist(), limit=k, query_filter=_filter(query),
            with_payload=False,
        )  # fmt: skip
        return [int(point.id) for point in response.points]


def _filter(query: VectorQuery) -> models.Filter | None:
    if (field_filter := query.field_filter) is None:
        return None
    match = models.MatchValue(value=field_filter.value)
    return models.Filter(must=[models.FieldCondition(key=field_filter.field, match=match)])
