"""Sizes of the database, its tables and indexes, and room on the disk of the photos."""

import shutil
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from catalog.operations.rows import rows_as

_TABLES = r"""
SELECT relname AS name, pg_table_size(oid) AS bytes, pg_indexes_size(oid) AS index_bytes
FROM pg_class WHERE relkind = 'r' AND relname LIKE 'catalog\_%%'
ORDER BY pg_total_relation_size(oid) DESC LIMIT %s
"""
MAX_TABLES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    name: str
    bytes: int
    index_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    database_bytes: int
    tables: tuple[Table, ...]  # the largest
    disk_free: int | None  # None without local folder
    disk_total: int | None


def storage() -> Storage:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        ((size,),) = cursor.fetchall()
    try:
        disk = shutil.disk_usage(settings.MEDIA_ROOT)
    except OSError:
        disk = None
    return Storage(
        database_bytes=size,
        tables=tuple(rows_as(Table, _TABLES, [MAX_TABLES])),
        disk_free=disk.free if disk else None,
        disk_total=disk.total if disk else None,
    )
