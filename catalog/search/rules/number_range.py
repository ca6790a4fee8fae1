"""Where the numbers of an attribute lie among the products of a merchant or of the shop."""

from typing import Final, NamedTuple

from django.db import connection

from catalog.search.sql.rule_boosts import number_of

# Products that are looked at: the newest.
SAMPLE: Final = 100_000
_QUANTILES: Final = f"""
SELECT percentile_cont(ARRAY[0.1, 0.9]) WITHIN GROUP (ORDER BY number)
FROM (
    SELECT {number_of("d.attributes ->> %(name)s")} AS number
    FROM (SELECT attributes FROM catalog_product
          WHERE %(merchant)s::bigint IS NULL OR merchant_id = %(merchant)s
          ORDER BY id DESC LIMIT {SAMPLE}) d
) numbers
"""  # noqa: S608


class NumberRange(NamedTuple):
    low: float
    high: float


def number_range(merchant_id: int | None, attribute: str) -> NumberRange | None:
    """Return the numbers that a tenth of the products are below and above; None without any."""
    with connection.cursor() as cursor:
        cursor.execute(_QUANTILES, {"name": attribute, "merchant": merchant_id})
        (quantiles,) = cursor.fetchall()[0]
    return NumberRange(*quantiles) if quantiles else None
