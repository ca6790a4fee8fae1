"""Which of a run's changes still stand: nobody has changed the same field of the product since."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection

from catalog.ingest.journal.fields import COLUMNS, digest, label_of
from catalog.models import ChangeKind

# A later run that wrote the field decides, even if it wrote the same value.
_STANDINGS = """
SELECT change.product_id, change.kind, coalesce(product.external_id, '') AS external_id,
       product.id IS NOT NULL AS exists,
       coalesce(product.locked_fields, '{{}}') AS locked,
       coalesce(array_agg(field.name) FILTER (WHERE field.stands), '{{}}') AS standing,
       coalesce(array_agg(field.name) FILTER (WHERE NOT field.stands), '{{}}') AS changed_since,
       EXISTS (SELECT FROM catalog_productchange AS later
               WHERE later.product_id = change.product_id AND later.run_id > change.run_id
              ) AS has_later
FROM catalog_productchange AS change
LEFT JOIN catalog_product AS product ON product.id = change.product_id
LEFT JOIN LATERAL (
    SELECT current.name,
           current.digest = change.after->>current.name
           AND NOT current.name = ANY(product.locked_fields)
           AND NOT EXISTS (
               SELECT FROM catalog_productchange AS later
               WHERE later.product_id = change.product_id AND later.run_id > change.run_id
               AND later.after ? current.name
           ) AS stands
    FROM (VALUES {digests}) AS current (name, digest)
    WHERE product.id IS NOT NULL AND change.after ? current.name
) AS field ON TRUE
WHERE change.run_id = %(run)s AND change.product_id = ANY(%(products)s)
GROUP BY change.run_id, change.product_id, product.id
ORDER BY change.product_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Of one product of the run's journal."""

    product_id: int
    kind: str  # ChangeKind
    external_id: str
    exists: bool
    locked: list[str]
    standing: list[str]  # fields
    changed_since: list[str]
    has_later: bool  # whether a later run has changed the product

    @property
    def is_untouched(self) -> bool:
        """Whether the run created the product, and nothing but photos has changed since."""
        changed = self.changed_since or self.has_later or self.locked
        return self.kind == ChangeKind.CREATED and not changed

    @property
    def stays(self) -> bool:
        """Whether an undo leaves the product alone, in part or as a whole, besides photos."""
        is_kept = self.kind == ChangeKind.CREATED and not self.is_untouched
        return self.exists and (is_kept or bool(self.left_labels))

    @property
    def left_labels(self) -> list[str]:
        """What an undo leaves alone, besides photos."""
        if self.kind != ChangeKind.CREATED:
            return labels(self.changed_since)
        return labels({*self.changed_since, *self.locked})


def labels(fields: Collection[str]) -> list[str]:
    return [label_of(field) for field in COLUMNS if field in fields]


def standings(run_id: int, product_ids: Sequence[int]) -> list[Standing]:
    """Judge the run's changes of these products."""
    digests = ", ".join(f"('{field}', {digest('product', field)})" for field in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            _STANDINGS.format(digests=digests), {"run": run_id, "products": list(product_ids)}
        )
        names = [column.name for column in cursor.description or ()]
        return [Standing(**dict(zip(names, row, strict=True))) for row in cursor]
