"""What full-text matches, concepts and names add to the score of a product, or take from it.

Each ranking signal is an entry in `boosts_before_lift` or `boosts_after_lift`: the score adds it
up, and explain_search shows it. The largest value of a boost also belongs in `scoring.has_more`,
which tells whether a product that was not ranked could match.
"""

from catalog.models import SearchDocumentWeight
from catalog.search.sql.section import Section

# Expressions over a product `d`, its candidate `c`, `query_terms` and `concept_match`.

# The search document without the description: title, brand, article numbers, attributes and tags.
_FACTS = f"{SearchDocumentWeight.TITLE},{SearchDocumentWeight.ATTRIBUTES}".lower()
FACTS_DOCUMENT = f"ts_filter(d.search_document, '{{{_FACTS}}}')"

# length(doc) - length(ts_delete(doc, words)) counts the query's lexemes that the document has.
FOUND_WORDS = """(length(d.search_document)
                      - length(ts_delete(d.search_document, query_terms.lexemes)))"""

TEXT_BOOST = f"""coalesce(
                   %(text_boost)s
                   * {FOUND_WORDS}
                   / nullif(cardinality(query_terms.lexemes), 0), 0)"""

TEXT_BOOST_WITH_CONCEPTS = f"""%(text_boost)s
                   * ({FOUND_WORDS} + concept_match.has)
                   / (cardinality(query_terms.lexemes) + concept_match.asked)"""

HAS_ALL_WORDS = """cardinality(query_terms.lexemes)
                   = length(facts.document)
                     - length(ts_delete(facts.document, query_terms.lexemes))"""

HAS_ALL_CONCEPTS = "concept_match.has = concept_match.asked"
MAY_HAVE_ALL_CONCEPTS = "concept_match.may_have = concept_match.asked"

HAS_EXCLUDED = "facts.document @@ query_terms.excluded"


def base_score(s: Section) -> str:
    return f"coalesce(c.base_score, {s.plan.ranking.unembedded_score})"


def boosts_before_lift(s: Section) -> dict[str, str]:
    """Boosts that the lift absorbs: a lifted product scores the same without them."""
    return {"text_boost": TEXT_BOOST_WITH_CONCEPTS if s.has_concepts else TEXT_BOOST}


def min_score_lift(s: Section) -> str:
    """What is added to a product with all words and concepts in its facts, so that it scores
    %(lift_to)s or more, whatever the encoder makes of the words. Beside a photo, %(lift_to)s is
    -infinity.
    """
    return f"""CASE WHEN {_is_lifted(s)}
                  THEN greatest(0, {_drawn_to("%(lift_to)s", s)})
                  ELSE 0 END"""


def _concept_boosts(s: Section) -> dict[str, str]:
    all_words = """CASE WHEN before_lift.has_all_words
                  THEN %(concepts_boost)s ELSE 0 END"""
    return {"concepts_boost": all_words, "lacking": _lack(s)}


def _lack(s: Section) -> str:
    """What is taken from a product that lacks a concept, so that it is no match."""
    return f"""CASE WHEN concept_match.lacks > 0
                  THEN least(0, {_drawn_to("%(cap)s", s)})
                       - %(lack_penalty)s * concept_match.lacks
                  ELSE 0 END"""


def _drawn_to(score: str, s: Section) -> str:
    """The way to a score or a little more: a small part of the own score keeps the order."""
    ranking = s.plan.ranking
    return f"""{score} - before_lift.score + {ranking.tie_break}
                                   * (before_lift.score - {ranking.unembedded_score})"""


def boosts_after_lift(s: Section) -> dict[str, str]:
    return {
        **(_concept_boosts(s) if s.has_concepts else {}),
        **(_name_boosts(s) if s.has_identifiers else {}),
        **(_rare_words_boost(s) if s.has_words_alone else {}),
    }


def _name_boosts(s: Section) -> dict[str, str]:
    found = f"d.id IN (SELECT product_id FROM identified{s.suffix}"
    return {
        "identifier_boost": f"""CASE WHEN {found})
                  THEN {s.plan.ranking.identifier_boost} ELSE 0 END""",
        "identifier_spelling_boost": f"""CASE WHEN {found} WHERE as_typed)
                  THEN {s.plan.ranking.identifier_spelling_boost} ELSE 0 END""",
        "title_boost": f"""CASE WHEN d.id IN (TABLE titled{s.suffix})
                  THEN {s.plan.ranking.title_boost} ELSE 0 END""",
    }


def _rare_words_boost(s: Section) -> dict[str, str]:
    boost = f"""CASE WHEN before_lift.has_all_words
                   AND (SELECT are_rare FROM rare_words)
                  THEN {s.plan.ranking.rare_words_boost} ELSE 0 END"""
    return {"rare_words_boost": boost}


def has_all_words(s: Section) -> str:
    if s.has_concepts:
        return f"{HAS_ALL_CONCEPTS} AND {HAS_ALL_WORDS}"
    return f"""query_terms.lexemes <> '{{}}'
               AND {HAS_ALL_WORDS}"""


def _is_lifted(s: Section) -> str:
    if not s.has_concepts:
        return "before_lift.has_all_words"
    return f"""before_lift.has_all_words
                    OR {MAY_HAVE_ALL_CONCEPTS} AND before_lift.score >= %(lift_from)s"""
