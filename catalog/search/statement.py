"""The fused statement: every distance, rank and count of a search, as SQL.

One statement does candidates, filters, fusion, best photo per product, page and facets:

    reach      how many products the filters let through, counted only up to the exact limit
    indexed    many pass: the HNSW index, over-fetched
    exact      few pass, or the index brought fewer than the page needs: all of them, with "+ 0"
               or a join in place of the index
    literal    products that the words name literally (brands, SKUs), whatever the vectors say
    ranked     best photo per product, fused score
    page       in the asked order; facet counts from the same candidates

A facet with a selection of its own is counted over the candidates without that selection, so
that its other values can still be chosen.
"""

from django.db import connection
from django.db.models import QuerySet
from psycopg import sql

from catalog.models import Product
from catalog.search.asked import Asked, Literal, Nearest
from catalog.search.query import Sort

# In deviations, as scores are. An exact identifier outranks everything; an excluded word sinks
# below all that is near; a product whose vectors are still being computed comes after all that
# have some.
IDENTIFIER_BONUS = 50.0
EXCLUDED_PENALTY = 6.0
UNKNOWN_SCORE = -9.0
LITERAL_LIMIT = 300

REACH = """
reach_{k} AS MATERIALIZED (
    SELECT count(*) AS n FROM (SELECT FROM ({products}) p LIMIT {exact_limit} + 1) few
)"""

# The version is a literal, or the partial index could not be used. The ORDER BY is the bare
# indexed expression for the same reason. A false condition on reach is a one-time filter: the
# branch that is not needed costs nothing.
NEAREST = """
indexed_{k} AS (
    SELECT e.product_id, e.photo_id, (e.joint::halfvec({width}) <#> {vector}) AS distance
    FROM catalog_embedding e JOIN ({products}) p ON p.id = e.product_id
    WHERE e.encoder_version_id = {version} AND (SELECT n FROM reach_{k}) > {exact_limit}
    ORDER BY e.joint::halfvec({width}) <#> {vector}
    LIMIT {over_fetch}
),
exact_{k} AS (
    SELECT p.id AS product_id, e.photo_id, (e.joint::halfvec({width}) <#> {vector}) AS distance
    FROM ({products}) p
    LEFT JOIN catalog_embedding e ON e.product_id = p.id AND e.encoder_version_id = {version}
    WHERE (SELECT n FROM reach_{k}) <= {exact_limit}
       OR (SELECT count(DISTINCT product_id) FROM indexed_{k}) < {wanted}
),
literal_{k} AS (
    SELECT l.id AS product_id, e.photo_id, (e.joint::halfvec({width}) <#> {vector}) AS distance
    FROM (
        SELECT p.id FROM ({products}) p JOIN catalog_product d USING (id)
        WHERE d.search_document @@ {wanted_words} LIMIT {literal_limit}
    ) l
    LEFT JOIN catalog_embedding e ON e.product_id = l.id AND e.encoder_version_id = {version}
),
candidates_{k} AS (
    SELECT product_id, photo_id, {scale} * -distance + {offset} AS nearness FROM (
        TABLE indexed_{k} UNION ALL TABLE exact_{k} UNION ALL TABLE literal_{k}
    ) found
)"""

# No vectors to go by: the words alone, literally.
LITERAL_ONLY = """
candidates_{k} AS (
    SELECT p.id AS product_id, NULL::bigint AS photo_id,
           10 * ts_rank_cd(d.search_document, {wanted_words}, 32)::float8 AS nearness
    FROM ({products}) p JOIN catalog_product d USING (id)
    WHERE d.search_document @@ {wanted_words} LIMIT {exact_limit}
)"""

# Nothing asked for: the shop's shelves, in the asked order.
BROWSE = """
candidates_{k} AS (
    SELECT d.id AS product_id, NULL::bigint AS photo_id, 0::float8 AS nearness
    FROM ({products}) p JOIN catalog_product d USING (id)
    ORDER BY {order} LIMIT {exact_limit}
)"""

# ts_delete takes the asked words out of a product's text: what it is shorter by, it had of them.
RANKED = """
asked AS MATERIALIZED (
    SELECT tsvector_to_array(to_tsvector('english', {wanted_text})) AS words
),
ranked AS MATERIALIZED (
    SELECT c.product_id, c.photo_id, d.id, d.current_price,
           coalesce(c.nearness, {unknown})
           + coalesce({bonus} * (length(d.search_document)
                                 - length(ts_delete(d.search_document, asked.words)))
                      / nullif(cardinality(asked.words), 0), 0)
           + CASE WHEN {identifier} <> ''
                   AND {identifier} IN (lower(d.external_id), lower(d.gtin), lower(d.mpn))
                  THEN {identifier_bonus} ELSE 0 END
           - CASE WHEN ts_filter(d.search_document, '{{a,d}}') @@ {excluded_words}
                  THEN {penalty} ELSE 0 END AS score
    FROM (
        SELECT DISTINCT ON (product_id) product_id, photo_id, nearness FROM candidates_0
        ORDER BY product_id, nearness DESC NULLS LAST, photo_id
    ) c JOIN catalog_product d ON d.id = c.product_id CROSS JOIN asked
),
page AS (
    SELECT product_id, photo_id, score, row_number() OVER (ORDER BY {order}) AS place
    FROM ranked d ORDER BY {order} LIMIT {limit} OFFSET {skip}
)"""

# DISTINCT: a product with several photos counts once.
FACETS = """
facets_{k} AS (
    SELECT facet.key, facet.value, count(*) AS n
    FROM (SELECT DISTINCT product_id FROM candidates_{k}) c
    JOIN catalog_product d ON d.id = c.product_id
    JOIN catalog_merchant m ON m.id = d.merchant_id
    LEFT JOIN catalog_category g ON g.id = d.category_id
    CROSS JOIN LATERAL (
        VALUES ('brand', d.brand), ('availability', d.availability),
               ('merchant', m.slug), ('category', g.path)
        UNION ALL
        SELECT 'attributes.' || key, value FROM jsonb_each_text(d.attributes)
    ) facet (key, value)
    WHERE facet.value <> '' AND {counted}
    GROUP BY facet.key, facet.value
)"""

ANSWER = """
SELECT (SELECT coalesce(jsonb_agg(jsonb_build_array(product_id, photo_id, score) ORDER BY place),
                        '[]') FROM page) AS hits,
       (SELECT count(*) FROM ranked) AS total,
       (SELECT n > {exact_limit} FROM reach_0) AS more,
       (SELECT coalesce(jsonb_agg(jsonb_build_array(key, value, n)), '[]')
        FROM ({facets}) f) AS facets"""

ORDERS = {
    Sort.RELEVANCE: "d.score DESC, d.id DESC",
    Sort.PRICE_LOW: "d.score >= {floor} DESC, d.current_price, d.id DESC",
    Sort.PRICE_HIGH: "d.score >= {floor} DESC, d.current_price DESC, d.id DESC",
    Sort.NEWEST: "d.score >= {floor} DESC, d.id DESC",
}
BROWSE_ORDERS = {
    Sort.RELEVANCE: "d.id DESC",
    Sort.PRICE_LOW: "d.current_price, d.id DESC",
    Sort.PRICE_HIGH: "d.current_price DESC, d.id DESC",
    Sort.NEWEST: "d.id DESC",
}


def fused_statement(asked: Asked) -> str:
    """Every value bound, ready to execute; it returns one row: hits, total, more, facets."""
    values = _values(asked)
    candidates = NEAREST if asked.nearest else LITERAL_ONLY if asked.literal.wanted else BROWSE
    parts = []
    for k, (key, products) in enumerate([("", asked.products), *asked.widened.items()]):
        here = {
            **values,
            "k": sql.SQL(str(k)),
            "products": _subquery(products),
            "counted": _counted(key, tuple(asked.widened)),
        }
        parts += [_format(template, here) for template in (REACH, candidates, FACETS)]
    parts.append(_format(RANKED, values))
    counts = [sql.SQL(f"TABLE facets_{k}") for k in range(len(asked.widened) + 1)]
    answer = _format(ANSWER, {**values, "facets": sql.SQL(" UNION ALL ").join(counts)})
    whole = sql.SQL("WITH ") + sql.SQL(",").join(parts) + answer
    connection.ensure_connection()  # quoting follows the connection's encoding
    return whole.as_string(connection.connection)


def _values(asked: Asked) -> dict[str, sql.Composable]:
    window = asked.window
    orders = ORDERS if asked.nearest or asked.literal.wanted else BROWSE_ORDERS
    return {
        "exact_limit": sql.Literal(asked.exact_limit),
        "limit": sql.Literal(window.limit),
        "skip": sql.Literal(window.offset),
        "wanted": sql.Literal(window.offset + window.limit),
        "order": sql.SQL(orders[window.sort]).format(floor=sql.Literal(window.floor)),
        **_literal_values(asked.literal),
        **(_nearest_values(asked.nearest) if asked.nearest else {}),
    }


def _literal_values(literal: Literal) -> dict[str, sql.Composable]:
    wanted = sql.SQL("websearch_to_tsquery('english', {})").format(literal.wanted)
    excluded: list[sql.Composable] = [
        sql.SQL("phraseto_tsquery('english', {})").format(phrase) for phrase in literal.excluded
    ]
    nothing = [sql.SQL("''::tsquery")]
    return {
        "wanted_words": wanted,
        "wanted_text": sql.Literal(literal.wanted),
        "excluded_words": sql.SQL("({})").format(sql.SQL(" || ").join(excluded or nothing)),
        "identifier": sql.Literal(literal.wanted.lower()),
        "bonus": sql.Literal(literal.bonus),
        "identifier_bonus": sql.Literal(IDENTIFIER_BONUS),
        "penalty": sql.Literal(EXCLUDED_PENALTY),
        "unknown": sql.Literal(UNKNOWN_SCORE),
        "literal_limit": sql.Literal(LITERAL_LIMIT),
    }


def _nearest_values(nearest: Nearest) -> dict[str, sql.Composable]:
    width = 2 * nearest.version.dimension
    text = "[" + ",".join(f"{x:.6g}" for x in nearest.fused.vector.tolist()) + "]"
    return {
        "version": sql.Literal(nearest.version.pk),
        "width": sql.Literal(width),
        "vector": sql.SQL("{}::halfvec({})").format(sql.Literal(text), sql.Literal(width)),
        "scale": sql.Literal(nearest.fused.scale),
        "offset": sql.Literal(nearest.fused.offset),
        "over_fetch": sql.Literal(nearest.over_fetch),
    }


def _counted(key: str, selected: tuple[str, ...]) -> sql.Composable:
    """The candidates of a widened facet count for it alone; the others for all the rest."""
    if key:
        return sql.SQL("facet.key = {}").format(sql.Literal(key))
    return sql.SQL("facet.key <> ALL ({}::text[])").format(sql.Literal(list(selected)))


def _subquery(products: QuerySet[Product]) -> sql.Composable:
    """The filters, as Django's ORM writes them: tenancy and visibility live in the querysets."""
    text, parameters = products.order_by().values("id").query.sql_with_params()
    escaped = text.replace("{", "{{").replace("}", "}}").replace("%s", "{}").replace("%%", "%")
    return sql.SQL(escaped).format(*map(sql.Literal, parameters))


def _format(template: str, values: dict[str, sql.Composable]) -> sql.Composed:
    return sql.SQL(template).format(**values)
