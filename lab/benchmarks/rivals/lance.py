"""LanceDB: joint vectors in an IVF_HNSW_SQ index, with pre-filtering."""

import tempfile
from collections.abc import Iterator
from typing import Final

import lancedb
import pyarrow

from catalog.indexing.hnsw import EF_CONSTRUCTION, HNSW_M
from lab.benchmarks.vector_queries import Catalog, VectorQuery

BATCH: Final = 5000
PROBES: Final = 20
EF: Final = 200


class LanceHnsw:
    name = "LanceDB, IVF-HNSW-SQ"

    def __init__(self, catalog: Catalog) -> None:
        self._folder = tempfile.TemporaryDirectory()
        database = lancedb.connect(self._folder.name)
        self._table = database.create_table(
            "products", data=_batches(catalog), schema=_schema(catalog)
        )
        self._table.create_index(
            metric="dot", vector_column_name="joint", index_type="IVF_HNSW_SQ", m=HNSW_M,
            ef_construction=EF_CONSTRUCTION,
        )  # fmt: skip

    def search(self, query: VectorQuery, k: int) -> list[int]:
        search = self._table.search(query.joint, vector_column_name="joint").metric("dot")
        search = search.nprobes(PROBES).ef(EF).limit(k).select(["id", "_distance"])
        if field_filter := query.field_filter:
            search = search.where(f"{field_filter.field} = '{field_filter.value}'", prefilter=True)
        return [int(row) for row in search.to_arrow()["id"].to_pylist()]


def _schema(catalog: Catalog) -> pyarrow.Schema:
    width = catalog.joint.shape[1]
    return pyarrow.schema([
        ("id", pyarrow.int64()),
        ("joint", pyarrow.list_(pyarrow.float32(), width)),
        *((name, pyarrow.string()) for name in catalog.fields),
    ])  # fmt: skip


def _batches(catalog: Catalog) -> Iterator[pyarrow.RecordBatch]:
    schema = _schema(catalog)
    for start in range(0, len(catalog.joint), BATCH):
        rows = slice(start, start + BATCH)
        joint = catalog.joint[rows]
        columns = [
            pyarrow.array(range(start, start + len(joint)), pyarrow.int64()),
            pyarrow.FixedSizeListArray.from_arrays(joint.ravel(), joint.shape[1]),
            *(pyarrow.array(values[rows].tolist()) for values in catalog.fields.values()),
        ]
        yield pyarrow.RecordBatch.from_arrays(columns, schema=schema)
