"""Figures of each merchant."""

from dataclasses import dataclass
from datetime import datetime

from catalog.models import ImportState
from catalog.operations.rows import rows_as

# Merchants that a page lists. `more` says how many others there are.
MAX_LISTED = 200

# Each table is read once. The merchants with most products are listed.
_FIGURES = """
WITH served AS (
    SELECT DISTINCT product_id FROM catalog_embedding
    WHERE encoder_version_id = (SELECT id FROM catalog_encoderversion WHERE state = 'serving')
), products AS (
    SELECT merchant_id, count(*) AS products, count(*) FILTER (WHERE active) AS active,
        count(served.product_id) FILTER (WHERE active) AS findable
    FROM catalog_product AS product LEFT JOIN served ON served.product_id = product.id
    GROUP BY merchant_id
), indexing AS (
    SELECT merchant_id, count(*) FILTER (WHERE state = 'pending') AS pending,
        count(*) FILTER (WHERE state = 'failed') AS failed
    FROM catalog_productindexing WHERE state <> 'ready' GROUP BY merchant_id
), photos AS (
    SELECT merchant_id, count(*) FILTER (WHERE file <> '') AS photos,
        sum(coalesce(file_bytes, 0) + coalesce(rendition_bytes, 0)) FILTER (WHERE file <> '')
            AS photo_bytes,
        count(*) FILTER (WHERE file <> '' AND file_bytes IS NULL) AS unmeasured,
        count(*) FILTER (WHERE state = 'pending' OR revalidation = 'pending') AS photos_waiting,
        count(*) FILTER (WHERE state = 'failed') AS photos_failed
    FROM catalog_photo AS photo JOIN catalog_product AS product ON product.id = photo.product_id
    GROUP BY merchant_id
)
SELECT merchant.id, merchant.name, merchant.active AS on_sale,
    coalesce(products, 0) AS products, coalesce(products.active, 0) AS active,
    CASE WHEN merchant.active THEN coalesce(findable, 0) ELSE 0 END AS findable,
    coalesce(pending, 0) AS pending, coalesce(failed, 0) AS failed,
    coalesce(photos, 0) AS photos, coalesce(photo_bytes, 0) AS photo_bytes,
    coalesce(unmeasured, 0) AS unmeasured, coalesce(photos_waiting, 0) AS photos_waiting,
    coalesce(photos_failed, 0) AS photos_failed,
    last.id AS run, last.state AS run_state, last.created_at AS run_at,
    count(*) OVER () AS merchants
FROM catalog_merchant AS merchant
LEFT JOIN products ON products.merchant_id = merchant.id
LEFT JOIN indexing ON indexing.merchant_id = merchant.id
LEFT JOIN photos ON photos.merchant_id = merchant.id
LEFT JOIN LATERAL (
    SELECT id, state, created_at FROM catalog_importrun AS run
    WHERE run.merchant_id = merchant.id ORDER BY id DESC LIMIT 1
) AS last ON true
ORDER BY products DESC, merchant.name LIMIT %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantFigures:
    id: int
    name: str
    on_sale: bool
    products: int
    active: int
    findable: int  # by the serving encoder version, of the active ones
    pending: int  # products that wait to be embedded
    failed: int
    photos: int  # with a file
    photo_bytes: int  # of the files whose size is known, and of renditions
    unmeasured: int  # the other ones
    photos_waiting: int
    photos_failed: int
    run: int | None  # the last import
    run_state: str | None
    run_at: datetime | None
    merchants: int  # of the shop, also those that are not listed

    @property
    def run_label(self) -> str:
        return dict(ImportState.choices).get(self.run_state or "", "")


def merchant_figures() -> list[MerchantFigures]:
    return rows_as(MerchantFigures, _FIGURES, [MAX_LISTED])
