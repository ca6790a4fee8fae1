"""Removes photos and products so that an undo brings them back.

The files of photos stay until the run can no longer be undone. Call these functions within the
transaction of the run's other changes.
"""

from collections.abc import Collection

from django.db import connection
from django.db.models import QuerySet

from catalog.files.renditions import delete_photo_on_commit
from catalog.models import Embedding, Photo, Product, RemovedPhoto

_ARCHIVE_PHOTOS = """
INSERT INTO catalog_removedphoto (photo_id, run_id, product_id, file, columns)
SELECT id, %(run)s, product_id, file, to_jsonb(photo)
FROM catalog_photo AS photo WHERE id = ANY(%(photos)s)
"""
# A product that the run has changed before has its values before the run.
_ARCHIVE_PRODUCTS = """
INSERT INTO catalog_productchange AS change (run_id, product_id, kind, before, after, photos)
SELECT %(run)s, id, 'deleted', to_jsonb(product), '{{}}', '{{}}'
FROM (SELECT {columns} FROM catalog_product WHERE id = ANY(%(products)s)) AS product
ON CONFLICT (run_id, product_id) DO UPDATE SET
    kind = 'deleted', after = '{{}}', photos = '{{}}', before = EXCLUDED.before || change.before
"""


def remove_photos(run_id: int, photo_ids: Collection[int]) -> None:
    """Their products need an entry in the run's journal: see `record_photos`."""
    if not photo_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_ARCHIVE_PHOTOS, {"run": run_id, "photos": list(photo_ids)})
        # Not by the ORM, whose signal would delete the files.
        Embedding.objects.filter(photo__in=photo_ids).delete()
        cursor.execute("DELETE FROM catalog_photo WHERE id = ANY(%s)", [list(photo_ids)])


def remove_products(run_id: int, product_ids: Collection[int]) -> int:
    """Delete products with their photos. Returns how many there were."""
    products = Product.objects.filter(pk__in=product_ids).order_by("external_id")
    ids = list(products.select_for_update().values_list("pk", flat=True))
    names = (field.attname for field in Product._meta.concrete_fields if not field.generated)
    with connection.cursor() as cursor:
        statement = _ARCHIVE_PRODUCTS.format(columns=", ".join(names))
        cursor.execute(statement, {"run": run_id, "products": ids})
    remove_photos(run_id, Photo.objects.filter(product__in=ids).values_list("pk", flat=True))
    Product.objects.filter(pk__in=ids).delete()
    return len(ids)


def drop_photos(photos: QuerySet[RemovedPhoto]) -> None:
    """Delete photos that will not come back, with their files."""
    for name in photos.values_list("file", flat=True):
        delete_photo_on_commit(name)
    photos.delete()
