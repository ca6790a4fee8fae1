from typing import Final

# How many results each category has, without those below it. `grouped` has a row for each path and
# collapse group, which is one result however many products it has, and one for each path with all
# products without a group. Hashed, as `count(DISTINCT ...)` would sort all products.
CATEGORY_COUNTS: Final = """
SELECT path, sum(CASE WHEN group_key IS NULL THEN products ELSE 1 END)::bigint
FROM ({grouped}) grouped (path, group_key, products)
GROUP BY path
"""
