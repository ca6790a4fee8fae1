"""The values that are bound to the search statement, as %(name)s."""

import json

from catalog.search.calibration import Floats
from catalog.search.plan import SearchPlan, TextMatch, VectorMatch
from catalog.search.sql import concepts
from catalog.search.sql.rules import rule_values
from catalog.search.sql.values import Values


def values_of(plan: SearchPlan) -> Values:
    return {
        "limit": plan.page.limit,
        "skip": plan.page.offset,
        "at": plan.at,
        "min_score": plan.min_score,
        **({"currency": plan.page.currency} if plan.page.currency else {}),
        "price_currency": plan.price_currency,
        **{f"facet_{number}": key for number, key in enumerate(plan.facet_sets, start=1)},
        **rule_values(plan.rules),
        **_text_values(plan.text_match),
        **(_vector_values(plan.vector_match) if plan.vector_match else {}),
    }


def _text_values(match: TextMatch) -> Values:
    return {
        "text": match.text,
        "typed": match.typed,
        "identifier_keys": list(match.identifier_keys),
        **{f"language_{number}": name for number, name in enumerate(match.languages)},
        "text_boost": match.boost,
        "lift_to": match.lift_to,
        **_concept_values(match),
        **{f"excluded_{number}": phrase for number, phrase in enumerate(match.exclusions)},
    }


def _concept_values(match: TextMatch) -> Values:
    if not match.concepts:
        return {}
    named = [concepts.words_expression(concept) for concept in match.beside_kind]
    return {
        "concepts": json.dumps([concepts.concept_record(each) for each in match.concepts]),
        "concept_words": " & ".join(f"({words})" for words in named if words),
        "lift_from": match.lift_from,
        "cap": match.cap,
        "lack_penalty": match.lack_penalty,
        "concepts_boost": match.concepts_boost,
    }


def _vector_values(match: VectorMatch) -> Values:
    return {
        "vector": vector_literal(match.fused.vector),
        "scale": match.fused.scale,
        "offset": match.fused.offset,
    }


def vector_literal(vector: Floats) -> str:
    """Write a vector as Postgres reads it, with more digits than half precision keeps."""
    return "[" + ",".join(f"{x:.6g}" for x in vector.tolist()) + "]"
