"""Which products collapse into one result, in SQL."""

from typing import Final

from catalog.models import SIZE_ATTRIBUTE

# Products that the average is taken from: few, so that a large catalog costs no more.
SAMPLE: Final = 10_000

_LOOK: Final = f"attributes - '{SIZE_ATTRIBUTE}'"

# The collapse group of a product `d`; NULL without one.
GROUP_KEY: Final = f"""CASE WHEN d.group_id <> ''
                THEN hashtextextended(d.merchant_id || '/' || d.group_id || '/'
                                      || (d.{_LOOK})::text, 0) END"""

# The ids of the products in a product's collapse group, including its own, which is %s.
SAME_GROUP: Final = f"""
SELECT d.id FROM catalog_product d
JOIN catalog_product itself USING (merchant_id, group_id)
WHERE itself.id = %s
  AND (d.id = itself.id
       OR d.group_id <> '' AND d.{_LOOK} = itself.{_LOOK})
"""

# How many products and how many groups there are in a sample.
GROUP_SIZES: Final = f"""
SELECT count(*), count(DISTINCT coalesce('group ' || group_key, 'product ' || id))
FROM (SELECT d.id, {GROUP_KEY} AS group_key FROM catalog_product d LIMIT {SAMPLE}) sample
"""
