"""The CTEs that find candidates by words and by article numbers."""

from catalog.search.plan import TextMatch
from catalog.search.sql.retrieval import distance
from catalog.search.sql.section import Section


def query_terms(match: TextMatch) -> str:
    """For each language, the query's words as lexemes, the tsquery of these and of the concepts
    beside the kind, and that of the exclusions. All text passes through the functions that
    products' search documents came from.
    """
    numbers = range(len(match.exclusions))
    excluded = "\n        || ".join(_exclusion(number) for number in numbers)
    named = "\n               && to_tsquery(config, %(concept_words)s)" if match.beside_kind else ""
    return f"""
query_terms AS MATERIALIZED (
    SELECT language,
           tsvector_to_array(to_tsvector(config, words)) AS lexemes,
           plainto_tsquery(config, words){named} AS tsquery,
           {excluded or "''::tsquery"} AS excluded
    FROM {languages(len(match.languages))}
    CROSS JOIN LATERAL (
        SELECT catalog_text_config(language) AS config,
               catalog_words(language, %(text)s, FALSE) AS words
    ) query
)"""


def languages(count: int) -> str:
    """The languages of the shop as a table."""
    rows = ", ".join(f"(%(language_{number})s::text)" for number in range(count))
    return f"(VALUES {rows}) languages (language)"


def _exclusion(number: int) -> str:
    """The tsquery of an excluded phrase. Text that says "without [a] <phrase>" or "<phrase> free"
    does not match; "no" is a stop word, which Postgres drops. A phrase of stop words matches
    nothing.
    """
    return f"""(
               SELECT CASE WHEN numnode(phrase) = 0 THEN phrase
                           ELSE phrase && !! (tsquery_phrase('without', phrase)
                                              || tsquery_phrase('without', phrase, 2)
                                              || tsquery_phrase(phrase, 'free')) END
               FROM phraseto_tsquery(
                   config, catalog_words(language, %(excluded_{number})s, FALSE)) phrase
           )"""


def has_words(s: Section) -> str:
    """Whether a product `d` has all the words. One language needs no condition on the product's."""
    if s.languages == 1:
        return "d.search_document @@ (SELECT tsquery FROM query_terms)"
    language = "SELECT tsquery FROM query_terms WHERE language = "
    conditions = (
        f"""d.language = %(language_{number})s
               AND d.search_document @@ ({language}%(language_{number})s)"""
        for number in range(s.languages)
    )
    return "(" + "\n            OR ".join(conditions) + ")"


def text_hits(s: Section) -> str:
    """Products that have all the words (brands, article numbers), whatever their vectors are."""
    return scored_hits(
        s,
        "text_hits",
        f"""SELECT p.id FROM filtered{s.suffix} p JOIN catalog_product d USING (id)
        WHERE {has_words(s)}
        LIMIT {s.depth.products}""",
    )


def preferred_hits(s: Section) -> str:
    """The products that have what words ask for, in a search that was widened beyond them."""
    return scored_hits(s, "preferred_hits", f"{s.preferred}\n        LIMIT {s.depth.products}")


def scored_hits(s: Section, name: str, products: str) -> str:
    """The embeddings of the products of a subquery, with their scores."""
    base_score = (
        f"""%(scale)s
               * -{distance(s)}
               + %(offset)s"""
        if s.has_vector
        else "0::float8"
    )
    return f"""
{name}{s.suffix} AS (
    SELECT t.id AS product_id, e.photo_id,
           {base_score} AS base_score
    FROM (
        {products}
    ) t
    LEFT JOIN catalog_embedding e ON e.product_id = t.id AND e.encoder_version_id = {s.version}
)"""


def text_hits_only(s: Section) -> str:
    """Products that have the words, scored by full-text rank, for searches without an encoder."""
    ranking = s.plan.ranking
    own_language = "" if s.languages == 1 else " q WHERE q.language = d.language"
    return f"""
text_hits{s.suffix} AS (
    SELECT p.id AS product_id, NULL::bigint AS photo_id,
           {ranking.text_rank_scale} * ts_rank_cd(
               d.search_document, (SELECT tsquery FROM query_terms{own_language}), 32
           )::float8 AS base_score
    FROM filtered{s.suffix} p JOIN catalog_product d USING (id)
    WHERE {has_words(s)}
    LIMIT {ranking.max_unranked}
)"""


def identified(s: Section) -> str:
    """Products whose article number, GTIN or MPN is the query, whatever its words and vectors are,
    and whether the number is spelled as it was typed.
    """
    return f"""
identified{s.suffix} AS MATERIALIZED (
    SELECT d.id AS product_id,
           lower(%(typed)s) IN (lower(d.external_id), lower(d.gtin), lower(d.mpn)) AS as_typed
    FROM filtered{s.suffix} p JOIN catalog_product d USING (id)
    WHERE d.identifier_keys && %(identifier_keys)s::text[]
    LIMIT {s.depth.products}
)"""


def titled(s: Section) -> str:
    """Products whose title is the query, whatever their vectors are."""
    return f"""
titled{s.suffix} AS MATERIALIZED (
    SELECT d.id AS product_id
    FROM filtered{s.suffix} p JOIN catalog_product d USING (id)
    WHERE catalog_phrase_key(d.title) = catalog_phrase_key(%(typed)s)
    LIMIT {s.depth.products}
)"""


def rare_words(s: Section) -> str:
    """Whether few products of the whole catalog have all the words: no score depends on filters.
    The catalog is looked at only if few products of the page's own filter set have them.
    """
    few = s.plan.ranking.rare_products
    return f"""
rare_words AS MATERIALIZED (
    SELECT CASE WHEN (SELECT count(*) FROM (
                     SELECT DISTINCT product_id FROM text_hits LIMIT {few} + 1) passing) > {few}
                THEN FALSE
                ELSE (SELECT count(*) <= {few} FROM (
                     SELECT FROM catalog_product d WHERE {has_words(s)} LIMIT {few} + 1) catalog)
           END AS are_rare
)"""


def identified_hits(s: Section) -> str:
    """The products with the query's number or title as candidates, each with its photos."""
    found = f"TABLE titled{s.suffix} UNION SELECT product_id FROM identified{s.suffix}"
    if not s.has_vector:
        return f"""
identified_hits{s.suffix} AS (
    SELECT product_id, NULL::bigint AS photo_id, 0::float8 AS base_score
    FROM ({found}) i
)"""
    return f"""
identified_hits{s.suffix} AS (
    SELECT i.product_id, e.photo_id,
           %(scale)s
               * -{distance(s)}
               + %(offset)s AS base_score
    FROM ({found}) i
    LEFT JOIN catalog_embedding e ON e.product_id = i.product_id
          AND e.encoder_version_id = {s.version}
)"""


def terms_of(s: Section) -> str:
    """Joins `query_terms` in the language of the product `d`. A language that only inactive
    merchants have is not among them.
    """
    if s.languages == 1:
        return "CROSS JOIN query_terms"
    return "LEFT JOIN query_terms ON query_terms.language = d.language"
