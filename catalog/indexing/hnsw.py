"""The approximate index over a version's joint vectors: one partial HNSW index per version.

Search (catalog/search/statement.py) orders by exactly the expression indexed here.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection
from psycopg.errors import DiskFull

from catalog.indexing.build_resources import build_resources, without_parallel_workers
from catalog.models import EncoderVersion

# pgvector's limit for halfvec. Beyond it search stays exact.
MAX_DIMENSION = 4_000
# Any number will do, as long as nothing else takes it.
ADVISORY_LOCK = 7_301_456

# Links of a vector in the graph, and among how many near ones they are chosen. Of a million vectors
# in clusters, 64 left whole clusters that no search reached; building then took half as long.
LINKS = 16
EF_CONSTRUCTION = 200
# Literals: an index definition takes no parameters.
CREATE = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON catalog_embedding
USING hnsw ((joint::halfvec({width})) halfvec_ip_ops)
WITH (m = {links}, ef_construction = {ef_construction})
WHERE encoder_version_id = {version}
"""
IS_VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)"


def ensure_index(version: EncoderVersion) -> bool:
    """Whether the index is there and valid now. Not inside a transaction; takes minutes."""
    if _is_valid(version):
        return True
    if 2 * version.dimension > MAX_DIMENSION:
        return False
    with _alone() as alone:
        if alone:
            # Invalid: what an interrupted build leaves behind. Nobody builds it right now.
            drop_index(version)
            with build_resources(version):
                _build(version)
    return bool(_is_valid(version))


def drop_index(version: EncoderVersion) -> None:
    """Not inside a transaction."""
    _execute(f"DROP INDEX CONCURRENTLY IF EXISTS {version.index_name}")


def _build(version: EncoderVersion) -> None:
    """By parallel workers, or, where a container has too little shared memory for them, alone."""
    try:
        create(version)
    except OperationalError as error:
        if not isinstance(error.__cause__, DiskFull):
            raise
        drop_index(version)
        without_parallel_workers()
        create(version)


def create(version: EncoderVersion) -> None:
    _execute(
        CREATE.format(
            name=version.index_name,
            width=2 * version.dimension,
            version=version.pk,
            links=LINKS,
            ef_construction=EF_CONSTRUCTION,
        )
    )


def _is_valid(version: EncoderVersion) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(IS_VALID, [version.index_name])
        row = cursor.fetchone()
    return bool(row and row[0])


@contextmanager
def _alone() -> Iterator[bool]:
    """An index that another session is building looks invalid too, and must not be dropped."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
        row = cursor.fetchone()
        locked = bool(row and row[0])
        try:
            yield locked
        finally:
            if locked:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
