"""The memory and workers that Postgres may use to build an HNSW index."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from catalog.models import EncoderVersion

# Memory of a graph node besides its vector, mostly links.
NODE_BYTES = 800
# Up to half of the parallel workers, so that searches go on. As much memory as the graph needs,
# but at most shared_buffers. Never less than the server's own settings. In kB, as pg_settings.
RAISE_LIMITS = """
SELECT set_config('statement_timeout', '0', false),
    set_config('max_parallel_maintenance_workers', greatest(
        current_setting('max_parallel_maintenance_workers')::int,
        current_setting('max_parallel_workers')::int / 2
    )::text, false),
    set_config('maintenance_work_mem', greatest(
        (SELECT setting::bigint FROM pg_settings WHERE name = 'maintenance_work_mem'),
        least(%s, (SELECT 8 * setting::bigint FROM pg_settings WHERE name = 'shared_buffers'))
    )::text || 'kB', false)
"""
RESET_LIMITS = """
RESET statement_timeout; RESET max_parallel_maintenance_workers; RESET maintenance_work_mem
"""


@contextmanager
def build_resources(version: EncoderVersion) -> Iterator[None]:
    """Raise this session's limits while the version's index is built.

    A graph that does not fit into maintenance_work_mem is built many times slower.
    """
    with connection.cursor() as cursor:
        cursor.execute(RAISE_LIMITS, [_graph_kilobytes(version)])
        try:
            yield
        finally:
            cursor.execute(RESET_LIMITS)


def disable_parallel_workers() -> None:
    """Make builds serial until build_resources ends. They then need no shared memory."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_maintenance_workers = 0")


def _graph_kilobytes(version: EncoderVersion) -> int:
    vector_bytes = 2 * version.joint_dimension  # halfvec takes two bytes per number
    return version.embeddings.count() * (vector_bytes + NODE_BYTES) // 1024
