"""What Postgres may use to build an index of joint vectors."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from catalog.models import EncoderVersion

# Of one vector in the graph that is being built, with its links, beside its numbers.
NODE_BYTES = 800
# Half of the parallel workers, so that searches go on, and the memory that the graph needs, but
# no more than shared_buffers; never less than the server's own settings. In kB, as pg_settings.
USE = """
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
RESET = """
RESET statement_timeout; RESET max_parallel_maintenance_workers; RESET maintenance_work_mem
"""


@contextmanager
def build_resources(version: EncoderVersion) -> Iterator[None]:
    """For this session. A graph that does not fit its memory is built many times slower."""
    with connection.cursor() as cursor:
        cursor.execute(USE, [_needed_kilobytes(version)])
        try:
            yield
        finally:
            cursor.execute(RESET)


def without_parallel_workers() -> None:
    """Until the resources are given back. The graph then needs no shared memory."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_maintenance_workers = 0")


def _needed_kilobytes(version: EncoderVersion) -> int:
    numbers = 2 * version.dimension
    return version.embeddings.count() * (2 * numbers + NODE_BYTES) // 1024
