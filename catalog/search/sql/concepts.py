"""The CTE of the concepts that words ask for, and how a product is compared with them."""

from catalog.models import SearchDocumentWeight
from catalog.search.sql.words import languages
from catalog.search.understanding.concept import Concept

# Weights of a product's facts, as suffixes in a tsquery.
_IN_TITLE = f":{SearchDocumentWeight.TITLE}"
_IN_FACTS = f"{_IN_TITLE}{SearchDocumentWeight.ATTRIBUTES}"


def concepts(language_count: int) -> str:
    """One row for each concept and language: the facts that have it, the tsquery of its phrases,
    and how much it counts to lack it. To be of another kind counts twice.
    """
    return f"""
concepts AS MATERIALIZED (
    SELECT language, c.categories, c.attribute_names, c.attributes, c.possible, c.brands,
           to_tsquery(catalog_text_config(language), c.words) AS tsquery,
           to_tsquery(catalog_text_config(language), c.title_words) AS title_tsquery,
           CASE WHEN c.categories <> '{{}}' THEN 2 ELSE 1 END AS weight
    FROM jsonb_to_recordset(%(concepts)s::jsonb) AS c(
        categories bigint[], attribute_names text[], attributes jsonb[], possible jsonb[],
        brands text[], words text, title_words text)
    CROSS JOIN {languages(language_count)}
)"""


def concept_match(language_count: int) -> str:
    """Joins how many of the concepts a product `d` has, may have by a possible value, and lacks.

    If a fact says otherwise, the title may still name a concept; then the product does neither.
    """
    own_language = "\n            WHERE c.language = d.language" if language_count > 1 else ""
    return f"""CROSS JOIN LATERAL (
        SELECT count(*) AS asked,
               count(*) FILTER (WHERE in_facts OR in_text AND NOT stated) AS has,
               count(*) FILTER (WHERE in_facts OR in_text AND NOT stated OR possible) AS may_have,
               coalesce(sum(weight) FILTER (
                   WHERE stated AND NOT in_facts AND NOT in_title AND NOT possible), 0) AS lacks
        FROM (
            SELECT coalesce(d.category_id = ANY (c.categories), FALSE)
                   OR d.attributes @> ANY (c.attributes)
                   OR d.brand_key = ANY (c.brands) AS in_facts,
                   d.search_document @@ c.tsquery AS in_text,
                   d.search_document @@ c.title_tsquery AS in_title,
                   d.attributes @> ANY (c.possible) AS possible,
                   c.categories <> '{{}}' AND d.category_id IS NOT NULL
                   OR d.attributes ?| c.attribute_names
                   OR c.brands <> '{{}}' AND d.brand <> '' AS stated,
                   c.weight
            FROM concepts c{own_language}
        ) compared
    ) concept_match"""


def concept_record(concept: Concept) -> dict[str, object]:
    """Return a concept as a record of the CTE."""
    return {
        "categories": concept.category_ids,
        "attribute_names": concept.attribute_names,
        "attributes": [{name: value} for name, value in concept.attributes],
        "possible": [{name: value} for name, value in concept.possible],
        "brands": concept.brands,
        "words": words_expression(concept),
        "title_words": _expression(concept, _IN_TITLE),
    }


def words_expression(concept: Concept) -> str:
    """Return the phrases of a concept as to_tsquery reads them; only facts may match.

    A kind is named by the title: a hoodie whose closure is "pullover" is no pullover.
    """
    return _expression(concept, _IN_TITLE if concept.is_kind else _IN_FACTS)


def _expression(concept: Concept, weights: str) -> str:
    return " | ".join(f"'{phrase}'{weights}" for phrase in concept.phrases)
