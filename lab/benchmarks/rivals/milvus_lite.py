"""Milvus Lite: weighted hybrid search over two vector fields, as its documentation recommends."""

import tempfile
from pathlib import Path
from typing import Final

import numpy as np
from pymilvus import AnnSearchRequest, DataType, MilvusClient, WeightedRanker

from catalog.indexing.hnsw import EF_CONSTRUCTION, HNSW_M
from lab.benchmarks.vector_queries import Catalog, VectorQuery

COLLECTION: Final = "products"
BATCH: Final = 1000
EF: Final = 100


class MilvusHybrid:
    name = "Milvus Lite, hybrid search"

    def __init__(self, catalog: Catalog) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._client = MilvusClient(str(Path(self._folder.name) / "milvus.db"))
        self._create(catalog)
        images, words = np.split(catalog.joint, 2, axis=1)
        for start in range(0, len(images), BATCH):
            rows = range(start, min(start + BATCH, len(images)))
            self._client.insert(COLLECTION, [
                {"id": row, "image": images[row], "words": words[row],
                 **{name: str(values[row]) for name, values in catalog.fields.items()}}
                for row in rows
            ])  # fmt: skip

    def _create(self, catalog: Catalog) -> None:
        schema = self._client.create_schema(auto_id=False)
        schema.add_field("id", DataType.INT64, is_primary=True)
        options = self._client.prepare_index_params()
        for name in ("image", "words"):
            schema.add_field(name, DataType.FLOAT_VECTOR, dim=catalog.joint.shape[1] // 2)
            options.add_index(name, index_type="HNSW", metric_type="IP",
                              params={"M": HNSW_M, "efConstruction": EF_CONSTRUCTION})  # fmt: skip
        for name in catalog.fields:
            schema.add_field(name, DataType.VARCHAR, max_length=20)
        self._client.create_collection(COLLECTION, schema=schema, index_params=options)

    def search(self, query: VectorQuery, k: int) -> list[int]:
        field_filter = query.field_filter
        expression = f'{field_filter.field} == "{field_filter.value}"' if field_filter else ""
        requests = [
            AnnSearchRequest(
                [vector.tolist()], name, {"metric_type": "IP", "params": {"ef": EF}},
                limit=k, expr=expression or None,
            )
            for name, vector in (("image", query.photo), ("words", query.words))
        ]  # fmt: skip
        weights = WeightedRanker(query.image_weight, 1 - query.image_weight)
        hits = self._client.hybrid_search(COLLECTION, requests, weights, limit=k)[0]
        return [int(hit["id"]) for hit in hits]
