"""Lets undoing a later run delete the product that an undone run has created.

The later run takes the creation over: its entry in the journal says from then on that it created
the product, with the values and photos that both have written. Which of them are its own stays
known, by `before` and by the photos that are marked as `later`: if somebody has edited the product,
only these are undone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from catalog.ingest.journal.fields import COLUMNS, digest_of
from catalog.ingest.journal.photos import PhotoEntries, Place, place_digest
from catalog.ingest.journal.removed import drop_photos
from catalog.models import ChangeKind, ProductChange, RemovedPhoto

# The next change of a product, and whether it found all fields as the run left them.
_NEXT = """
SELECT next.run_id, (
    SELECT coalesce(bool_and({replaced_digest} = change.after->>field.name), TRUE)
    FROM jsonb_populate_record(NULL::catalog_product, next.before) AS replaced,
         jsonb_object_keys(CASE next.kind WHEN 'deleted' THEN change.after ELSE next.after END)
             AS field (name)
)
FROM catalog_productchange AS change
JOIN catalog_productchange AS next
    ON next.product_id = change.product_id AND next.run_id > change.run_id
WHERE change.run_id = %(run)s AND change.product_id = %(product)s
ORDER BY next.run_id LIMIT 1
"""
_EARLIER = """
SELECT jsonb_object_agg(field.name, {earlier_digest})
FROM jsonb_populate_record(NULL::catalog_product, %(before)s::jsonb) AS earlier,
     unnest(%(fields)s::text[]) AS field (name)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance:
    """What the next run takes over: the product as the undone run found or created it."""

    product_id: int
    run_id: int  # the next one
    after: Mapping[str, str]
    photos: PhotoEntries

    def hand_over(self) -> None:
        heir = ProductChange.objects.get(run_id=self.run_id, product_id=self.product_id)
        if heir.kind == ChangeKind.DELETED:
            drop_photos(_removed(heir))
            heir.delete()
            return
        # Also those whose removal it has just been handed.
        removed = {str(photo.photo_id) for photo in _removed(heir)}
        photos = {pk: entry for pk, entry in self.photos.items() if pk not in removed}
        own = {pk: entry | {"later": True} for pk, entry in heir.photos.items()}
        heir.kind = ChangeKind.CREATED
        heir.after = {**self.after, **heir.after}
        heir.photos = {**photos, **own}
        heir.save(update_fields=["kind", "after", "photos"])


def find_inheritance(change: ProductChange) -> Inheritance | None:
    """Find the run that takes over the creation of the change's product.

    That is the next one, unless somebody had edited what it changed: such a product is theirs. Call
    it before anything is undone.
    """
    heir = _next_change(change)
    if heir is None:
        return None
    removed = {str(photo.photo_id): _place(photo) for photo in _removed(heir)}
    replaced = {pk: entry["was"] for pk, entry in heir.photos.items() if "was" in entry} | removed
    if any(not _is_left_by(change, pk, place) for pk, place in replaced.items()):
        return None
    return Inheritance(
        product_id=change.product_id,
        run_id=heir.run_id,
        after={**change.after, **_earlier_digests(change)},
        photos=_photos_without(change),
    )


def _next_change(change: ProductChange) -> ProductChange | None:
    statement = _NEXT.format(replaced_digest=digest_of("replaced", "field.name"))
    with connection.cursor() as cursor:
        cursor.execute(statement, {"run": change.run_id, "product": change.product_id})
        found = cursor.fetchone()
    if found is None or not found[1]:
        return None
    return ProductChange.objects.get(run_id=found[0], product_id=change.product_id)


def _is_left_by(change: ProductChange, pk: str, place: Place) -> bool:
    return pk in change.photos and place_digest(place) == change.photos[pk]["now"]


def _photos_without(change: ProductChange) -> PhotoEntries:
    """The product's photos, as if the run had changed none of them after the creation."""
    photos: PhotoEntries = {}
    for pk, entry in change.photos.items():
        if "was" in entry:
            photos[pk] = {"now": place_digest(entry["was"])}
        elif not entry.get("later"):
            photos[pk] = entry
    return photos | {
        str(photo.photo_id): {"now": place_digest(_place(photo))} for photo in _removed(change)
    }


def _earlier_digests(change: ProductChange) -> Mapping[str, str]:
    """The digests of the fields that the run has changed after the creation."""
    fields = [field for field, columns in COLUMNS.items() if columns[0] in change.before]
    if not fields:
        return {}
    statement = _EARLIER.format(earlier_digest=digest_of("earlier", "field.name"))
    with connection.cursor() as cursor:
        cursor.execute(statement, {"before": json.dumps(change.before), "fields": fields})
        row = cursor.fetchone()
    digests: Mapping[str, str] = json.loads(row[0]) if row else {}
    return digests


def _removed(change: ProductChange) -> QuerySet[RemovedPhoto]:
    return RemovedPhoto.objects.filter(run=change.run_id, product_id=change.product_id)


def _place(removed: RemovedPhoto) -> Place:
    return Place(position=removed.columns["position"], alt=removed.columns["alt"])
