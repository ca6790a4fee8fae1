"""From candidates to matches: scores, and sizes of one product collapsed into one result."""

from catalog.models import SearchDocumentWeight
from catalog.search.sql.grouping import GROUP_KEY
from catalog.search.sql.section import Section

# Expressions over a product `d`, its candidate `c` and `query_terms`. explain.py shows them apart.

# length(doc) - length(ts_delete(doc, words)) counts the query's lexemes that the document has.
TEXT_BOOST = """coalesce(
                   %(text_boost)s
                   * (length(d.search_document)
                      - length(ts_delete(d.search_document, query_terms.lexemes)))
                   / nullif(cardinality(query_terms.lexemes), 0), 0)"""

# What the product is, without what is said about it: titles and attributes, not descriptions.
_TITLE_WEIGHTS = f"{SearchDocumentWeight.TITLE},{SearchDocumentWeight.ATTRIBUTES}".lower()
TITLE_DOCUMENT = f"ts_filter(d.search_document, '{{{_TITLE_WEIGHTS}}}')"

HAS_ALL_WORDS = """query_terms.lexemes <> '{}'
               AND cardinality(query_terms.lexemes)
                   = length(title.document)
                     - length(ts_delete(title.document, query_terms.lexemes))"""

IS_IDENTIFIED = """%(identifier)s <> ''
                  AND %(identifier)s IN (lower(d.external_id), lower(d.gtin), lower(d.mpn))"""

HAS_EXCLUDED = "title.document @@ query_terms.excluded"


def vector_score(s: Section) -> str:
    return f"coalesce(c.vector_score, {s.plan.ranking.unembedded_score})"


def row_scores(s: Section) -> str:
    """One row for each product, by its best photo. A product that has all the words in its title
    or attributes scores %(text_min_score)s or more, whatever the encoder makes of the words.
    """
    ranking = s.plan.ranking
    return f"""
row_scores{s.suffix} AS MATERIALIZED (
    SELECT c.product_id, c.photo_id, c.vector_score, d.id, d.current_price,
           d.brand, d.availability, d.attributes, d.merchant_id, d.category_id,
           {GROUP_KEY} AS group_key,
           CASE WHEN has_all_words
                THEN greatest(text_score, %(text_min_score)s + text_score * {ranking.tie_break})
                ELSE text_score END
           + CASE WHEN {IS_IDENTIFIED}
                  THEN {ranking.identifier_boost} ELSE 0 END
           - CASE WHEN {HAS_EXCLUDED}
                  THEN {ranking.exclusion_penalty} ELSE 0 END AS row_score
    FROM (
        SELECT DISTINCT ON (product_id) product_id, photo_id, vector_score
        FROM candidates{s.suffix}
        ORDER BY product_id, vector_score DESC NULLS LAST, photo_id
    ) c JOIN catalog_product d ON d.id = c.product_id CROSS JOIN query_terms
    CROSS JOIN LATERAL (SELECT {TITLE_DOCUMENT} AS document) title
    CROSS JOIN LATERAL (
        SELECT {vector_score(s)}
               + {TEXT_BOOST} AS text_score,
               {HAS_ALL_WORDS} AS has_all_words
    ) words
)"""


def groups(s: Section) -> str:
    """Collapse groups with their best score. The representative is the nearest size, or one in
    stock where that is about as near. Few products have sizes, so groups are joined: windows over
    all rows take 0.9 ms longer.
    """
    boost = s.plan.ranking.in_stock_boost
    return f"""
groups{s.suffix} AS (
    SELECT group_key, max(row_score) AS score,
           (array_agg(id ORDER BY row_score + CASE WHEN availability = 'in_stock'
                                  THEN {boost} ELSE 0 END DESC, id DESC))[1] AS representative
    FROM row_scores{s.suffix} WHERE group_key IS NOT NULL GROUP BY group_key
)"""


def collapsed(s: Section) -> str:
    """All products, each with the score and the representative of its group. Results are the rows
    that represent themselves.
    """
    return f"""
collapsed{s.suffix} AS MATERIALIZED (
    SELECT r.*, coalesce(g.score, row_score) AS score,
           coalesce(g.representative, id) AS representative
    FROM row_scores{s.suffix} r LEFT JOIN groups{s.suffix} g ON g.group_key = r.group_key
)"""


def matches(s: Section) -> str:
    """Products that score %(min_score)s or more, or all that are ranked where none does."""
    return f"""
matches{s.suffix} AS MATERIALIZED (
    SELECT * FROM collapsed{s.suffix}
    WHERE score >= %(min_score)s
       OR NOT EXISTS (SELECT FROM collapsed{s.suffix} WHERE score >= %(min_score)s)
)"""


def has_more(s: Section) -> str:
    """Whether products that were not ranked may match too: there are such products, and the last
    ranked one would match if it had all the words; or not all text hits were fetched.
    """
    unranked = (
        "TRUE"
        if s.is_ann
        else f"""(SELECT n FROM filtered_count{s.suffix})
           > (SELECT count(*) FROM collapsed{s.suffix})"""
    )
    text = f"(SELECT count(*) FROM text_hits{s.suffix}) >= {s.depth.products}"
    return f"""
has_more{s.suffix} AS (
    SELECT {unranked}
           AND ((SELECT min(vector_score) FROM vector_hits{s.suffix}) + %(text_boost)s
                    >= %(min_score)s
                OR NOT EXISTS (SELECT FROM collapsed{s.suffix} WHERE score >= %(min_score)s)
                OR {text if s.has_text else "FALSE"}) AS has_more
)"""


def has_more_unranked(s: Section) -> str:
    """The same where there is no vector to rank by."""
    return f"""
has_more{s.suffix} AS (
    SELECT count(*) >= {s.plan.ranking.max_unranked} AS has_more FROM collapsed{s.suffix}
)"""
