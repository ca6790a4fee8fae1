"""The statement that looks a text up among the names of products."""


def names_of_products(products: str) -> str:
    """Whether a text is, as a whole, the number, the title or the brand of one of the products.

    `products` is a subquery of their ids. The one row has these three answers.
    """
    answers = ",\n       ".join(
        f"EXISTS (SELECT FROM catalog_product d JOIN products p USING (id) WHERE {condition})"
        for condition in (
            "d.identifier_keys && %(identifier_keys)s::text[]",
            "catalog_phrase_key(d.title) = catalog_phrase_key(%(text)s) AND %(has_words)s",
            "d.brand_key = catalog_brand_key(%(text)s) AND %(has_words)s",
        )
    )
    return f"""
WITH products AS NOT MATERIALIZED ({products})
SELECT {answers}"""
