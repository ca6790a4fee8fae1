"""The statement that counts attribute values within a category."""

from typing import Final

from catalog.search.collapse import GROUP_KEY

# The index product_category finds the products. A sample, in no order, bounds the work in a large
# category. Sizes of one product count once, as in results.
OTHER_VALUES: Final = f"""
SELECT name, value, count(DISTINCT coalesce('group ' || group_key, 'product ' || id)) AS results
FROM (
    SELECT d.id, d.attributes, {GROUP_KEY} AS group_key
    FROM catalog_product d
    WHERE d.active AND d.category_id = %(category)s
      AND d.merchant_id IN (SELECT id FROM catalog_merchant WHERE active)
    LIMIT %(sample)s
) d
CROSS JOIN LATERAL (
    SELECT name, d.attributes ->> name AS value
    FROM unnest(%(names)s::text[]) name
    WHERE jsonb_typeof(d.attributes -> name) = 'string'
) stated
WHERE value <> ''
GROUP BY name, value
ORDER BY results DESC, value
"""
