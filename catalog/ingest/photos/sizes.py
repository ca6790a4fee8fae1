"""Sizes of stored photos that were stored without noting them."""

from typing import Final

from django.core.files.storage import default_storage
from django.db import connection, transaction

from catalog.models import Photo

MEASURED_AT_ONCE: Final = 5_000

# Waits for no lock, so that it can deadlock with nothing. No trigger fires. A photo that has got
# another file meanwhile has its size.
_SET = """
WITH measured AS (
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::integer[]) AS measured (id, file, bytes)
), free AS (
    SELECT photo.id, bytes FROM catalog_photo AS photo
    JOIN measured ON measured.id = photo.id AND measured.file = photo.file
    FOR NO KEY UPDATE OF photo SKIP LOCKED
)
UPDATE catalog_photo AS photo SET file_bytes = free.bytes FROM free WHERE photo.id = free.id
"""


def measure_photos(count: int = MEASURED_AT_ONCE) -> int:
    """Note the sizes of some photos' files; 0 for a file that is gone. Returns how many."""
    photos = list(Photo.objects.unmeasured().values_list("id", "file")[:count])
    if not photos:
        return 0
    keys, names = zip(*photos, strict=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SET, [list(keys), list(names), [_size(name) for name in names]])
        return int(cursor.rowcount)


def _size(name: str) -> int:
    try:
        return int(default_storage.size(name))
    except OSError:
        return 0
