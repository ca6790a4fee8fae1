"""The CTEs that cut the page and count facets, and the SELECT that returns them."""

from catalog.search.sql.section import Section


def page(order: str) -> str:
    return f"""
page AS (
    SELECT product_id, photo_id, score,
           row_number() OVER (ORDER BY {order}) AS position
    FROM grouped d WHERE id = representative
    ORDER BY {order}
    LIMIT %(limit)s OFFSET %(skip)s
)"""


def facet_values(s: Section) -> str:
    """Every facet value of every counted product. For a disjunctive facet, these are only the
    values that the page's own products do not have: those they have are counted with the page.
    """
    counted = "TRUE" if not s.number else _only_other_values(s)
    return f"""
facet_values{s.suffix} AS MATERIALIZED (
    SELECT facet.key, facet.value, d.representative, d.group_key
    FROM counted{s.suffix} d
    JOIN catalog_merchant m ON m.id = d.merchant_id
    LEFT JOIN catalog_category g ON g.id = d.category_id
    CROSS JOIN LATERAL (
        VALUES ('brand', d.brand), ('availability', d.availability),
               ('merchant', m.slug), ('category', g.path)
        UNION ALL
        SELECT 'attributes.' || key, value FROM jsonb_each_text(d.attributes)
    ) facet (key, value)
    WHERE facet.value <> '' AND {counted}
)"""


def _only_other_values(s: Section) -> str:
    return f"""facet.key = %(facet_{s.number})s AND NOT EXISTS (
        SELECT FROM facet_counts own WHERE own.key = facet.key AND own.value = facet.value)"""


def facet_counts(s: Section) -> str:
    """How many results have each value. Sizes of one product that share a value count once."""
    return f"""
facet_counts{s.suffix} AS (
    SELECT key, value, count(*) AS n, (SELECT has_more FROM has_more{s.suffix}) AS has_more
    FROM (
        SELECT key, value FROM facet_values{s.suffix} WHERE group_key IS NULL
        UNION ALL
        SELECT key, value FROM (
            SELECT DISTINCT key, value, representative
            FROM facet_values{s.suffix} WHERE group_key IS NOT NULL
        ) once
    ) results GROUP BY key, value
)"""


def diagnostics(s: Section) -> str:
    """How many products pass the filters, if counted, and whether the strategy was wrong."""
    count, wrong = "NULL", "FALSE"
    if s.has_vector and s.is_ann:
        wrong = f"""(SELECT count(*) < {s.depth.embeddings}
                   OR count(DISTINCT product_id) < {s.depth.page_products}
            FROM ann_rows{s.suffix})"""
    elif s.has_vector:
        count = f"(SELECT n FROM filtered_count{s.suffix})"
        wrong = _too_many(s)
    return f"""
diagnostics{s.suffix} AS (
    SELECT {s.number} AS number,
           ({count})::bigint AS filtered_count,
           {wrong} AS wrong_strategy
)"""


def _too_many(s: Section) -> str:
    if s.strategy.fallback is s.strategy:
        return "FALSE"
    return f"(SELECT n FROM filtered_count{s.suffix}) > {s.exact_limit}"


def result(sections: list[Section]) -> str:
    """The final SELECT. Its one row becomes execution.SearchResult."""
    facets = _union("facet_counts", sections)
    own = sections[0]
    return f"""
SELECT (SELECT coalesce(jsonb_agg(jsonb_build_array(product_id, photo_id, score)
                                  ORDER BY position), '[]') FROM page) AS hits,
       (SELECT count(*) FROM counted WHERE id = representative) AS total,
       (SELECT has_more FROM has_more) AS has_more,
       (SELECT count(*) FROM grouped WHERE id = representative) AS ranked,
       (SELECT jsonb_agg(jsonb_build_array(filtered_count, wrong_strategy) ORDER BY number)
        FROM ({_union("diagnostics", sections)}) d) AS diagnostics,
       (SELECT coalesce(jsonb_agg(jsonb_build_array(key, value, n, has_more)), '[]')
        FROM ({facets}) f) AS facets,
       {_page_short(own) if own.has_vector else "FALSE"} AS page_short"""


def _union(cte: str, sections: list[Section]) -> str:
    return "\n              UNION ALL ".join(f"TABLE {cte}{s.suffix}" for s in sections)


def _page_short(s: Section) -> str:
    """Whether as many products as planned were ranked, but collapsed to less than a page."""
    return f"""(SELECT count(*) FROM grouped WHERE id = representative) < {s.depth.page}
       AND (SELECT count(*) FROM grouped) >= {s.depth.products}"""
