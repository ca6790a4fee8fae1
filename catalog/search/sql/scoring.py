"""The CTEs that score the candidates, collapse sizes of one product, and pick what is counted.

Each ranking signal is an entry in `boosts_before_lift` or `boosts_after_lift`: the score adds it
up, and explain_search shows it. The largest value of a boost also belongs in `has_more`, which
tells whether a product that was not ranked could match.
"""

from catalog.models import SearchDocumentWeight
from catalog.search.collapse import GROUP_KEY
from catalog.search.sql.section import Section

# Expressions over a product `d`, its candidate `c`, and `query_terms`.

# The search document without the description: title, brand, article numbers, attributes and tags.
_FACTS = f"{SearchDocumentWeight.TITLE},{SearchDocumentWeight.ATTRIBUTES}".lower()
FACTS_DOCUMENT = f"ts_filter(d.search_document, '{{{_FACTS}}}')"

# length(doc) - length(ts_delete(doc, words)) counts the query's lexemes that the document has.
TEXT_BOOST = """coalesce(
                   %(text_boost)s
                   * (length(d.search_document)
                      - length(ts_delete(d.search_document, query_terms.lexemes)))
                   / nullif(cardinality(query_terms.lexemes), 0), 0)"""

HAS_ALL_WORDS = """query_terms.lexemes <> '{}'
               AND cardinality(query_terms.lexemes)
                   = length(facts.document)
                     - length(ts_delete(facts.document, query_terms.lexemes))"""

IS_IDENTIFIED = """%(identifier)s <> ''
                  AND %(identifier)s IN (lower(d.external_id), lower(d.gtin), lower(d.mpn))"""

HAS_EXCLUDED = "facts.document @@ query_terms.excluded"


def base_score(s: Section) -> str:
    return f"coalesce(c.base_score, {s.plan.ranking.unembedded_score})"


def boosts_before_lift() -> dict[str, str]:
    """Boosts that the lift absorbs: a lifted product scores the same without them."""
    return {"text_boost": TEXT_BOOST}


def min_score_lift(s: Section) -> str:
    """What is added to a product with all the words in its facts, so that it scores %(lift_to)s or
    more, whatever the encoder makes of the words. Beside a photo, %(lift_to)s is -infinity.
    """
    return f"""CASE WHEN before_lift.has_all_words
                  THEN greatest(0, %(lift_to)s + before_lift.score * {s.plan.ranking.tie_break}
                                   - before_lift.score)
                  ELSE 0 END"""


def boosts_after_lift(s: Section) -> dict[str, str]:
    ranking = s.plan.ranking
    return {
        "identifier_boost": f"""CASE WHEN {IS_IDENTIFIED}
                  THEN {ranking.identifier_boost} ELSE 0 END""",
        "exclusion_penalty": f"""CASE WHEN {HAS_EXCLUDED}
                  THEN -{ranking.exclusion_penalty} ELSE 0 END""",
    }


def row_scores(s: Section) -> str:
    """The candidate products with their scores, one row for each, by its best photo."""
    after = "".join(f"\n           + {boost}" for boost in boosts_after_lift(s).values())
    return f"""
row_scores{s.suffix} AS MATERIALIZED (
    SELECT c.product_id, c.photo_id, c.base_score, d.id, d.current_price,
           d.brand, d.availability, d.attributes, d.merchant_id, d.category_id,
           {GROUP_KEY} AS group_key,
           before_lift.score
           + {min_score_lift(s)}{after} AS row_score
    FROM (
        SELECT DISTINCT ON (product_id) product_id, photo_id, base_score
        FROM candidates{s.suffix}
        ORDER BY product_id, base_score DESC NULLS LAST, photo_id
    ) c JOIN catalog_product d ON d.id = c.product_id CROSS JOIN query_terms
    {before_lift(s)}
)"""


def before_lift(s: Section) -> str:
    """Joins that give a product its score before the lift, and whether its facts have all words."""
    before = "".join(f"\n               + {boost}" for boost in boosts_before_lift().values())
    return f"""CROSS JOIN LATERAL (SELECT {FACTS_DOCUMENT} AS document) facts
    CROSS JOIN LATERAL (
        SELECT {base_score(s)}{before} AS score,
               {HAS_ALL_WORDS} AS has_all_words
    ) before_lift"""


def groups(s: Section) -> str:
    """Collapse groups with their best score. The representative is the nearest size, or one in
    stock where that is about as near. Few products have sizes, so groups are joined: window
    functions over all rows take 0.9 ms longer.
    """
    boost = s.plan.ranking.in_stock_boost
    return f"""
groups{s.suffix} AS (
    SELECT group_key, max(row_score) AS score,
           (array_agg(id ORDER BY row_score + CASE WHEN availability = 'in_stock'
                                  THEN {boost} ELSE 0 END DESC, id DESC))[1] AS representative
    FROM row_scores{s.suffix} WHERE group_key IS NOT NULL GROUP BY group_key
)"""


def grouped(s: Section) -> str:
    """Every ranked product with the score and the representative of its group. The results are the
    rows whose product is the representative.
    """
    return f"""
grouped{s.suffix} AS MATERIALIZED (
    SELECT r.*, coalesce(g.score, row_score) AS score,
           coalesce(g.representative, id) AS representative
    FROM row_scores{s.suffix} r LEFT JOIN groups{s.suffix} g ON g.group_key = r.group_key
)"""


def counted(s: Section) -> str:
    """The products that total and facets count: the matches, which score %(min_score)s or more, or
    all that are ranked where none does.
    """
    return f"""
counted{s.suffix} AS MATERIALIZED (
    SELECT * FROM grouped{s.suffix}
    WHERE score >= %(min_score)s
       OR NOT EXISTS (SELECT FROM grouped{s.suffix} WHERE score >= %(min_score)s)
)"""


def has_more(s: Section) -> str:
    """Whether unranked products may count as matches too: there are some, and either the last
    ranked product would match if it had all the words, or nothing matches, or text hits were cut.
    """
    unranked = (
        "TRUE"
        if s.is_ann
        else f"""(SELECT n FROM filtered_count{s.suffix})
           > (SELECT count(*) FROM grouped{s.suffix})"""
    )
    text = f"(SELECT count(*) FROM text_hits{s.suffix}) >= {s.depth.products}"
    return f"""
has_more{s.suffix} AS (
    SELECT {unranked}
           AND ((SELECT min(base_score) FROM vector_hits{s.suffix}) + %(text_boost)s
                    >= %(min_score)s
                OR NOT EXISTS (SELECT FROM grouped{s.suffix} WHERE score >= %(min_score)s)
                OR {text if s.has_text else "FALSE"}) AS has_more
)"""


def has_more_unranked(s: Section) -> str:
    """Whether the limit cut off products, where there is no vector to rank by."""
    return f"""
has_more{s.suffix} AS (
    SELECT count(*) >= {s.plan.ranking.max_unranked} AS has_more FROM grouped{s.suffix}
)"""
