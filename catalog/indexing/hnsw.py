"""The approximate index over joint vectors: one partial HNSW index per encoder version.

A search (catalog/search/sql/retrieval.py) must order by exactly the expression indexed here.
"""

from django.db import OperationalError, connection
from psycopg.errors import DiskFull

from catalog.indexing.build_resources import build_resources, disable_parallel_workers
from catalog.indexing.index_state import has_valid_index
from catalog.models import EncoderVersion
from catalog.models.advisory_locks import INDEX_BUILD, advisory_lock_if_free

# pgvector's limit for an HNSW index on halfvec. Longer vectors are searched exactly.
MAX_DIMENSION = 4_000
# pgvector's `m` and `ef_construction`: links per vector, and candidates considered for them. On a
# million clustered vectors, an ef_construction of 64 left whole clusters that no search reached,
# though building took half as long.
HNSW_M = 16
EF_CONSTRUCTION = 200
# Formatted with literals, because an index definition takes no parameters.
CREATE_INDEX = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON catalog_embedding
USING hnsw ((joint::halfvec({length})) halfvec_ip_ops)
WITH (m = {m}, ef_construction = {ef_construction})
WHERE encoder_version_id = {version}
"""


def ensure_index(version: EncoderVersion) -> bool:
    """Build the index unless it is valid. Returns whether it is valid at the end.

    Must run outside a transaction. Building takes minutes.
    """
    if has_valid_index(version):
        return True
    if version.joint_dimension > MAX_DIMENSION:
        return False
    # An index that another session is building looks invalid too, but must not be dropped.
    with advisory_lock_if_free(INDEX_BUILD) as locked:
        if locked:
            # An interrupted build leaves an invalid index behind.
            drop_index(version)
            with build_resources(version):
                _build(version)
    return has_valid_index(version)


def drop_index(version: EncoderVersion) -> None:
    """Drop the index of a version, if there is one. Must run outside a transaction."""
    _execute(f"DROP INDEX CONCURRENTLY IF EXISTS {version.index_name}")


def create_index(version: EncoderVersion) -> None:
    _execute(
        CREATE_INDEX.format(
            name=version.index_name,
            length=version.joint_dimension,
            version=version.pk,
            m=HNSW_M,
            ef_construction=EF_CONSTRUCTION,
        )
    )


def _build(version: EncoderVersion) -> None:
    """Build in parallel, or serially if a container has too little shared memory for that."""
    try:
        create_index(version)
    except OperationalError as error:
        if not isinstance(error.__cause__, DiskFull):
            raise
        drop_index(version)
        disable_parallel_workers()
        create_index(version)


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
