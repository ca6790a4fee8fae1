"""The CTEs that cut the page and count facets, and the SELECT that returns them."""

from catalog.search.plan import SearchPlan
from catalog.search.query import Sort
from catalog.search.sql import rules
from catalog.search.sql.section import Section

BROWSE_ORDERS = {
    Sort.RELEVANCE: "d.id DESC",
    Sort.PRICE_LOW: "current_price, d.id DESC",
    Sort.PRICE_HIGH: "current_price DESC, d.id DESC",
    Sort.NEWEST: "d.id DESC",
}
NOTHING = "'[]'::jsonb"
BY_SCORE = "d.score DESC, d.id DESC"
BY_BOOSTED_SCORE = "d.score + d.rule_boost DESC"
PINNED_FIRST = "d.pin NULLS LAST"
MATCHES_FIRST = "d.score >= %(min_score)s DESC"
OF_KIND_FIRST = "coalesce(d.category_id IN (SELECT unnest(categories) FROM concepts), FALSE) DESC"
# Prices are compared within a currency only.
BY_CURRENCY = "d.currency = %(currency)s DESC, d.currency"


def order(plan: SearchPlan) -> str:
    browses = plan.vector_match is None and not plan.text_match.has_wishes
    if plan.rules.pins or plan.rules.boosts:  # by relevance
        return _ruled_order(plan, browse_order(plan) if browses else BY_SCORE)
    if browses:
        return browse_order(plan)
    if plan.page.sort is Sort.RELEVANCE:
        return BY_SCORE
    # Without it, "cheapest velvet sofa" shows socks in a shop without velvet sofas.
    first = [MATCHES_FIRST, *([OF_KIND_FIRST] if plan.text_match.has_kind else [])]
    return ", ".join([*first, browse_order(plan)])


def _ruled_order(plan: SearchPlan, order: str) -> str:
    """Pinned products, then matches before others: a boost lifts nothing over what fits better."""
    pins = [PINNED_FIRST] if plan.rules.pins else []
    boosts = [MATCHES_FIRST, BY_BOOSTED_SCORE] if plan.rules.boosts else []
    return ", ".join([*pins, *boosts, order])


def browse_order(plan: SearchPlan) -> str:
    currency = f"{BY_CURRENCY}, " if plan.page.currency else ""
    return currency + BROWSE_ORDERS[plan.page.sort]


def page(s: Section) -> str:
    order_of_page = order(s.plan)
    return f"""
page AS (
    SELECT product_id, photo_id, score{rules.page_columns(s)},
           row_number() OVER (ORDER BY {order_of_page}) AS position
    FROM grouped d WHERE id = representative
    ORDER BY {order_of_page}
    LIMIT %(limit)s OFFSET %(skip)s
)"""


def facet_values(s: Section) -> str:
    """Every facet value of every listed product. For a disjunctive facet, these are only the
    values that the page's own products do not have: those they have are counted with the page.
    """
    counted = "TRUE" if not s.number else _only_other_values(s)
    return f"""
facet_values{s.suffix} AS MATERIALIZED (
    SELECT facet.key, facet.value, d.representative, d.group_key, d.is_counted
    FROM listed{s.suffix} d
    JOIN catalog_merchant m ON m.id = d.merchant_id
    LEFT JOIN catalog_category g ON g.id = d.category_id
    CROSS JOIN LATERAL (
        VALUES ('brand', d.brand_key), ('availability', d.availability),
               ('merchant', m.slug), ('category', g.path)
        UNION ALL
        SELECT 'attributes.' || key, value FROM jsonb_each_text(d.attributes)
    ) facet (key, value)
    WHERE facet.value <> '' AND {counted}
)"""


def _only_other_values(s: Section) -> str:
    return f"""facet.key = %(facet_{s.number})s AND NOT EXISTS (
        SELECT FROM facet_counts own WHERE own.key = facet.key AND own.value = facet.value)"""


def brand_spellings(s: Section) -> str:
    """The most frequent spelling of each listed brand."""
    return f"""
brand_spellings{s.suffix} AS (
    SELECT DISTINCT ON (brand_key) brand_key, brand
    FROM (SELECT brand_key, brand, count(*) AS n FROM listed{s.suffix} GROUP BY 1, 2) spellings
    ORDER BY brand_key, n DESC, brand
)"""


def facet_counts(s: Section) -> str:
    """How many results have each value: of those in the total, and of all that are listed. Sizes
    of one product that share a value count once. Brands are counted by key, and have a spelling to
    show.
    """
    spelling, spellings = "NULL", ""
    if s.counts_brands:
        spelling = "spellings.brand"
        spellings = f"""
    LEFT JOIN brand_spellings{s.suffix} spellings ON key = 'brand' AND brand_key = value"""
    return f"""
facet_counts{s.suffix} AS (
    SELECT key, value, n, listed, has_more, is_cut, {spelling} AS spelling
    FROM (
        SELECT key, value, count(*) FILTER (WHERE is_counted) AS n, count(*) AS listed
        FROM (
            SELECT key, value, is_counted FROM facet_values{s.suffix} WHERE group_key IS NULL
            UNION ALL
            SELECT key, value, is_counted FROM (
                SELECT DISTINCT key, value, representative, is_counted
                FROM facet_values{s.suffix} WHERE group_key IS NOT NULL
            ) once
        ) results GROUP BY key, value
    ) counts CROSS JOIN has_more{s.suffix}{spellings}
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
    own = sections[0]
    hit = f"product_id, photo_id, score{rules.hit_columns(own)}"
    return f"""
SELECT (SELECT coalesce(jsonb_agg(jsonb_build_array({hit})
                                  ORDER BY position), '[]') FROM page) AS hits,
       (SELECT count(*) FROM listed WHERE is_counted AND id = representative) AS total,
       (SELECT has_more FROM has_more) AS has_more,
       (SELECT is_cut FROM has_more) AS is_cut,
       (SELECT count(*) FROM grouped WHERE id = representative) AS ranked,
       (SELECT jsonb_agg(jsonb_build_array(filtered_count, wrong_strategy) ORDER BY number)
        FROM ({_union("diagnostics", sections)}) d) AS diagnostics,
       {_facets(sections)} AS facets,
       {_prices(sections)} AS prices,
       {_page_short(own) if own.has_vector else "FALSE"} AS page_short"""


def _facets(sections: list[Section]) -> str:
    counted = [each for each in sections if each.counts_values]
    if not counted:
        return NOTHING
    return f"""(SELECT coalesce(jsonb_agg(jsonb_build_array(key, value, n, listed, has_more, is_cut,
                                                   spelling)), '[]')
        FROM ({_union("facet_counts", counted)}) f)"""


def _prices(sections: list[Section]) -> str:
    if not any(each.counts_prices for each in sections):
        return NOTHING
    return """(SELECT coalesce(jsonb_agg(jsonb_build_array(rounded, n, lowest, highest)), '[]')
        FROM price_counts)"""


def _union(cte: str, sections: list[Section]) -> str:
    return "\n              UNION ALL ".join(f"TABLE {cte}{s.suffix}" for s in sections)


def _page_short(s: Section) -> str:
    """Whether as many products as planned were ranked, but collapsed to less than a page."""
    return f"""(SELECT count(*) FROM grouped WHERE id = representative) < {s.depth.page}
       AND (SELECT count(*) FROM grouped) >= {s.depth.products}"""
