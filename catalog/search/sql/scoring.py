"""The CTEs that score the candidates, collapse sizes of one product, and tell the matches."""

from catalog.search.collapse import GROUP_KEY
from catalog.search.sql import rules, words
from catalog.search.sql.boosts import (
    FACTS_DOCUMENT,
    HAS_EXCLUDED,
    base_score,
    boosts_after_lift,
    boosts_before_lift,
    has_all_words,
    min_score_lift,
)
from catalog.search.sql.concepts import concept_match
from catalog.search.sql.prices import PRICE
from catalog.search.sql.section import Section

# Between joins of one CTE.
_NEXT = "\n    "


def row_scores(s: Section) -> str:
    """The candidate products with their scores, one row for each, by its best photo. Those whose
    facts have an excluded phrase are left out.
    """
    after = "".join(f"\n           + {boost}" for boost in boosts_after_lift(s).values())
    excluded = f"\n    WHERE {HAS_EXCLUDED} IS NOT TRUE" if s.has_exclusions else ""
    return f"""
row_scores{s.suffix} AS MATERIALIZED (
    SELECT c.product_id, c.photo_id, c.base_score, d.id, d.currency,
           {PRICE} AS current_price,
           d.brand, d.brand_key, d.availability, d.attributes, d.merchant_id, d.category_id,
           {GROUP_KEY} AS group_key,
           before_lift.score
           + {min_score_lift(s)}{after} AS row_score{rules.row_columns(s)}
    FROM (
        SELECT DISTINCT ON (product_id) product_id, photo_id, base_score
        FROM candidates{s.suffix}
        ORDER BY product_id, base_score DESC NULLS LAST, photo_id
    ) c JOIN catalog_product d ON d.id = c.product_id {words.terms_of(s)}{rules.join_pins(s)}
    {before_lift(s)}{excluded}
)"""


def before_lift(s: Section) -> str:
    """Joins that give a product its score before the lift, and whether it has all the words.

    OFFSET 0 has Postgres work them out once, rather than wherever they are used.
    """
    before = "".join(f"\n               + {boost}" for boost in boosts_before_lift(s).values())
    return f"""CROSS JOIN LATERAL (SELECT {FACTS_DOCUMENT} AS document) facts
    {f"{concept_match(s.languages)}{_NEXT}" if s.has_concepts else ""}CROSS JOIN LATERAL (
        SELECT {base_score(s)}{before} AS score,
               {has_all_words(s)} AS has_all_words
        OFFSET 0
    ) before_lift"""


def groups(s: Section) -> str:
    """Collapse groups of several products, with their best score. The representative is the nearest
    size, or one in stock where that is about as near. Few products have sizes, so groups are
    joined: window functions over all rows take 0.9 ms longer.
    """
    score = f"""row_score + {rules.size_boost(s)}CASE WHEN availability = 'in_stock'
                                  THEN {s.plan.ranking.in_stock_boost} ELSE 0 END"""
    order = f"{rules.preferred_size(s)}{score} DESC, id DESC"
    return f"""
groups{s.suffix} AS (
    SELECT group_key, max(row_score) AS score,
           (array_agg(id ORDER BY {order}))[1] AS representative{rules.group_columns(s, order)}
    FROM row_scores{s.suffix}
    WHERE group_key IN (SELECT group_key FROM row_scores{s.suffix}
                        GROUP BY group_key HAVING count(group_key) > 1)
    GROUP BY group_key
)"""


def grouped(s: Section) -> str:
    """Every ranked product with the score of its group. The results are those that represent their
    group, or have none.
    """
    return f"""
grouped{s.suffix} AS MATERIALIZED (
    SELECT r.*, coalesce(g.score, row_score) AS score,
           coalesce(g.representative = id, TRUE) AS is_result,
           g.group_key IS NOT NULL AS has_sizes{rules.grouped_columns(s)}
    FROM row_scores{s.suffix} r LEFT JOIN groups{s.suffix} g ON g.group_key = r.group_key
)"""


def is_match(s: Section) -> str:
    """Whether a product scores %(min_score)s or more. A pinned one is a match by its rule."""
    scores = "score >= %(min_score)s"
    return f"({scores} OR pin IS NOT NULL)" if s.has_pins else scores


def listed(s: Section) -> str:
    """The products that the pages list, and whether the total counts them: it counts the matches,
    or everything where nothing matches.
    """
    return f"""
listed{s.suffix} AS MATERIALIZED (
    SELECT *, {is_match(s)}
              OR NOT EXISTS (SELECT FROM grouped{s.suffix} WHERE {is_match(s)}) AS is_counted
    FROM grouped{s.suffix}
)"""


def has_more(s: Section) -> str:
    """Whether there are products that were not ranked, and whether they may count as matches too:
    either the last ranked product would match if it had all the words, or nothing matches, or text
    hits were cut.
    """
    match_from = "least(%(min_score)s, %(lift_from)s)" if s.has_concepts else "%(min_score)s"
    unranked = (
        "TRUE"
        if s.is_ann
        else f"""(SELECT n FROM filtered_count{s.suffix})
           > {_ranked_count(s)}"""
    )
    text = f"(SELECT count(*) FROM text_hits{s.suffix}) >= {s.depth.products}"
    return f"""
has_more{s.suffix} AS (
    SELECT is_cut,
           is_cut
           AND ((SELECT min(base_score) FROM vector_hits{s.suffix}) + %(text_boost)s
                    >= {match_from}
                OR NOT EXISTS (SELECT FROM grouped{s.suffix} WHERE {is_match(s)})
                OR {text if s.has_text else "FALSE"}) AS has_more
    FROM (SELECT {unranked} AS is_cut) ranking
)"""


def _ranked_count(s: Section) -> str:
    """The number of filtered products that were ranked, or left out because of an exclusion."""
    ranked = f"(SELECT count(*) FROM grouped{s.suffix})"
    if s.has_exclusions:
        ranked = f"(SELECT count(DISTINCT product_id) FROM candidates{s.suffix})"
    return f"{ranked} - {rules.pinned_besides(s)}" if s.has_pins else ranked


def has_more_unranked(s: Section) -> str:
    """Whether the limit cut off products, where there is no vector to rank by."""
    return f"""
has_more{s.suffix} AS (
    SELECT is_cut, is_cut AS has_more
    FROM (SELECT count(*) >= {s.plan.ranking.max_unranked} AS is_cut FROM grouped{s.suffix}) ranking
)"""
