"""The statement that looks a text up among the names of products."""


def names_of_products(products: str) -> str:
    """Whether a text is, as a whole, the number, the title or the brand of one of the products.

    `products` is a subquery of their ids. The one row has these three answers. Numbers and titles
    are materialized: to find just one of them, the planner would rather read the whole table than
    an index, as if there were many.
    """
    return f"""
WITH products AS NOT MATERIALIZED ({products}),
numbered AS MATERIALIZED (
    SELECT id FROM catalog_product WHERE identifier_keys && %(identifier_keys)s::text[]
),
titled AS MATERIALIZED (
    SELECT id FROM catalog_product
    WHERE catalog_phrase_key(title) = catalog_phrase_key(%(text)s) AND %(has_words)s
)
SELECT EXISTS (SELECT FROM numbered JOIN products USING (id)),
       EXISTS (SELECT FROM titled JOIN products USING (id)),
       EXISTS (SELECT FROM catalog_product d JOIN products USING (id)
               WHERE d.brand_key = catalog_brand_key(%(text)s) AND %(has_words)s)"""
