"""The statement that finds products by their numbers."""

from typing import Final

# The CTE keeps the index on identifier_keys: with the limit in it, the planner expects to meet so
# many products soon, and reads the catalog in some other order. It stops at the limit all the same.
# An empty array finds nothing.
NUMBERED: Final = """
WITH numbered AS MATERIALIZED (
    SELECT id FROM catalog_product
    WHERE active
      AND (identifier_keys && %s::text[]
           OR identifier_keys && %s::text[] AND brand_key = %s AND (gtin = '' OR %s))
)
SELECT id FROM numbered LIMIT %s
"""
