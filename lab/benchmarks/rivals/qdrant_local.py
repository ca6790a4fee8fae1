"""Qdrant's local mode: exact, in NumPy, within the process; its server is another program."""

from typing import Final

from qdrant_client import QdrantClient, models

from lab.benchmarks.questions import Catalog, Question

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

    def found(self, question: Question, count: int) -> list[int]:
        answer = self._client.query_points(
            COLLECTION, query=question.joint.tolist(), limit=count, query_filter=_filter(question),
            with_payload=False,
        )  # fmt: skip
        return [int(point.id) for point in answer.points]


def _filter(question: Question) -> models.Filter | None:
    if (condition := question.condition) is None:
        return None
    wanted = models.MatchValue(value=condition.value)
    return models.Filter(must=[models.FieldCondition(key=condition.field, match=wanted)])
