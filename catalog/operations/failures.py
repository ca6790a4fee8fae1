"""What has failed, by its cause."""

from dataclasses import dataclass

from catalog.operations.rows import rows_as

_EACH = 5  # causes of each kind, the most frequent ones
_DAYS = 30  # of imports

# Reasons are few: they say the cause without the photo or product, except for hosts' names.
_FAILURES = """
(SELECT 'photos' AS kind, left(reason, 300) AS reason, count(*) AS rows,
    count(DISTINCT product.merchant_id) AS merchants
FROM catalog_photo AS photo JOIN catalog_product AS product ON product.id = photo.product_id
WHERE photo.state = 'failed' GROUP BY 2 ORDER BY rows DESC LIMIT %(each)s)
UNION ALL
(SELECT 'products to embed', left(reason, 300), count(*) AS rows, count(DISTINCT merchant_id)
FROM catalog_productindexing WHERE state = 'failed' GROUP BY 2 ORDER BY rows DESC LIMIT %(each)s)
UNION ALL
(SELECT 'imports of the last 30 days', left(reason, 300), count(*) AS rows,
    count(DISTINCT merchant_id)
FROM catalog_importrun
WHERE state = 'failed' AND created_at > now() - make_interval(days => %(days)s)
GROUP BY 2 ORDER BY rows DESC LIMIT %(each)s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    kind: str
    reason: str
    rows: int
    merchants: int


def failures() -> list[Failure]:
    return rows_as(Failure, _FAILURES, {"each": _EACH, "days": _DAYS})
