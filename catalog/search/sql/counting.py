"""The CTE that cuts the page, and the SELECT that returns it with all counts."""

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
NOTHING = "'[]'::text"
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
    first = [MATCHES_FIRST, OF_KIND_FIRST] if plan.text_match.has_kind else []
    return ", ".join([*first, near_first(plan), browse_order(plan)])


def near_first(plan: SearchPlan) -> str:
    """The matches, then bands of products that are less and less near. Within each, the page's own
    order holds. So the cheapest products of a long list are not those that resemble it least.
    """
    return f"greatest(0, ceil((%(min_score)s - d.score) / {plan.ranking.sort_band}))"


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
    FROM grouped d WHERE is_result
    ORDER BY {order_of_page}
    LIMIT %(limit)s OFFSET %(skip)s
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
       (SELECT count(*) FROM listed WHERE is_counted AND is_result) AS total,
       (SELECT has_more FROM has_more) AS has_more,
       (SELECT is_cut FROM has_more) AS is_cut,
       (SELECT count(*) FROM grouped WHERE is_result) AS ranked,
       (SELECT jsonb_agg(jsonb_build_array(filtered_count, wrong_strategy) ORDER BY number)
        FROM ({_union("diagnostics", sections)}) d) AS diagnostics,
       {_facets(sections)} AS facets,
       {_prices(sections)} AS prices,
       {_page_short(own) if own.has_vector else "FALSE"} AS page_short"""


def _facets(sections: list[Section]) -> str:
    counted = [each for each in sections if each.counts_values]
    if not counted:
        return NOTHING
    return f"""(SELECT coalesce(json_agg(json_build_array(key, value, n, listed, has_more, is_cut,
                                                 spelling)), '[]')::text
        FROM ({_union("facet_counts", counted)}) f)"""


def _prices(sections: list[Section]) -> str:
    if not any(each.counts_prices for each in sections):
        return NOTHING
    return """(SELECT coalesce(json_agg(json_build_array(rounded, n, lowest, highest)), '[]')::text
        FROM price_counts)"""


def _union(cte: str, sections: list[Section]) -> str:
    return "\n              UNION ALL ".join(f"TABLE {cte}{s.suffix}" for s in sections)


def _page_short(s: Section) -> str:
    """Whether as many products as planned were ranked, but collapsed to less than a page."""
    return f"""(SELECT count(*) FROM grouped WHERE is_result) < {s.depth.page}
       AND (SELECT count(*) FROM grouped) >= {s.depth.products}"""
