"""The SQL of title suggestions: the only statement that suggesting runs."""

from typing import Final

# Titles that are read for each text, before those that are not on sale are left out: so the cost is
# bounded, whatever is on sale. Many products may share a title, in other sizes or colours.
MAX_READ: Final = 200
MAX_TITLES: Final = 16

# Titles on sale, as in ProductQuerySet.on_sale, that begin with one of the texts, in their order;
# one product of each title. The operators with a tilde compare characters, not languages, as the
# index product_title_key does. A range needs no plan of its own for each text, unlike LIKE.
# chr(1114111) is the last character.
TITLES: Final = f"""
SELECT DISTINCT ON (typed.place, p.key) p.id, p.title
FROM unnest(%(texts)s::text[]) WITH ORDINALITY typed (text, place)
CROSS JOIN LATERAL (
    SELECT id, title, active, merchant_id, catalog_phrase_key(title) AS key
    FROM catalog_product
    WHERE catalog_phrase_key(title) ~>=~ typed.text
      AND catalog_phrase_key(title) ~<~ (typed.text || chr(1114111))
    ORDER BY catalog_phrase_key(title) USING ~<~
    LIMIT {MAX_READ}
) p
JOIN catalog_merchant m ON m.id = p.merchant_id AND m.active
WHERE p.active
ORDER BY typed.place, p.key USING ~<~, p.id
LIMIT {MAX_TITLES}
"""
