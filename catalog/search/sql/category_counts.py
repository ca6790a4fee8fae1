from typing import Final

from catalog.search.collapse import GROUP_KEY

# How many results each category has, without those below it. Sizes of a product are one result.
CATEGORY_COUNTS: Final = f"""
SELECT g.path, count(*) FILTER (WHERE d.group_id = '') + count(DISTINCT {GROUP_KEY})
FROM catalog_product d
JOIN catalog_category g ON g.id = d.category_id
WHERE d.id IN ({{products}})
GROUP BY g.path
"""
