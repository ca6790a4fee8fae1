"""The fused statement: every distance, rank and count of a search, in one SQL statement.

Each CTE reads only from those above it; tests/search/golden has whole statements. Filters and
depth are written into its text, because the query plan depends on them. Everything else that
shoppers choose is bound. So searches under the same filters share one text, which Postgres plans
once.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import NamedTuple

from catalog.search.calibration import Floats
from catalog.search.depth import depth_of
from catalog.search.plan import FilterSet, SearchPlan, TextMatch, VectorMatch
from catalog.search.sql import concepts, counting, retrieval, scoring, words
from catalog.search.sql.product_ids import product_ids
from catalog.search.sql.section import Section

Values = dict[str, int | float | str | list[str] | datetime]


class Statement(NamedTuple):
    text: str
    values: Values  # bound: %(name)s


def fused_statement(plan: SearchPlan) -> Statement:
    """Return the statement of a plan. It gives one row, which becomes execution.SearchResult."""
    return Statement(_with(plan) + counting.result(sections_of(plan)), values_of(plan))


def ranked_statement(plan: SearchPlan, select: str) -> Statement:
    """Return the same CTEs under another SELECT, which tells how a page came about (explain.py)."""
    return Statement(_with(plan) + select, values_of(plan))


def sections_of(plan: SearchPlan) -> list[Section]:
    return [_section(plan, number, each) for number, each in enumerate(plan.filter_sets)]


def _section(plan: SearchPlan, number: int, filter_set: FilterSet) -> Section:
    ids = partial(product_ids, at=plan.at)
    return Section(
        plan=plan,
        number=number,
        products=ids(filter_set.products),
        preferred=ids(filter_set.preferred) if filter_set.preferred is not None else "",
        strategy=filter_set.strategy,
        exact_limit=filter_set.exact_limit,
        is_probed=filter_set.is_probed,
        depth=depth_of(plan, filter_set),
    )


def _with(plan: SearchPlan) -> str:
    return "WITH" + ",".join(_ctes(plan))


def _ctes(plan: SearchPlan) -> Iterator[str]:
    own, *facets = sections_of(plan)
    match = plan.text_match
    yield words.query_terms(match)
    if own.has_concepts:
        yield concepts.concepts(own.languages)
    if own.has_vector:
        yield retrieval.query_vector(own)
    yield from _ranking(own)
    yield counting.page(counting.order(plan))
    yield from _counts(own)
    for section in facets:
        yield from _ranking(section)
        yield from _counts(section)


def _ranking(s: Section) -> Iterator[str]:
    yield from _candidates(s)
    yield scoring.row_scores(s)
    yield scoring.groups(s)
    yield scoring.grouped(s)
    yield scoring.counted(s)
    yield scoring.has_more(s) if s.has_vector else scoring.has_more_unranked(s)


def _candidates(s: Section) -> Iterator[str]:
    yield retrieval.filtered(s)
    if s.has_identifiers:
        yield words.identified(s)
        yield words.titled(s)
        yield words.identified_hits(s)
    if s.preferred:
        yield words.preferred_hits(s)
    if s.has_vector:
        yield from _vector_candidates(s)
    elif s.has_text:
        yield from _text_hits(s)
        yield retrieval.candidates(s, "text_hits", *_preferred(s), *_identified(s))
    else:
        yield retrieval.browsed(s, counting.browse_order(s.plan))
        yield retrieval.candidates(s, *_preferred(s), "browsed")


def _vector_candidates(s: Section) -> Iterator[str]:
    yield from _by_index(s) if s.is_ann else _by_comparison(s)
    sources = ["vector_hits"] if s.is_ann else ["vector_hits", "unembedded"]
    if s.has_text:
        yield from _text_hits(s)
        sources.append("text_hits")
    yield retrieval.candidates(s, *sources, *_preferred(s), *_identified(s))


def _text_hits(s: Section) -> Iterator[str]:
    yield words.text_hits(s) if s.has_vector else words.text_hits_only(s)
    if s.has_words_alone and not s.number:
        yield words.rare_words(s)


def _preferred(s: Section) -> list[str]:
    return ["preferred_hits"] if s.preferred else []


def _identified(s: Section) -> list[str]:
    return ["identified_hits"] if s.has_identifiers else []


def _by_index(s: Section) -> Iterator[str]:
    if s.is_probed:
        yield retrieval.probe(s)
    yield retrieval.ann_rows(s)
    yield retrieval.ann_hits(s)
    yield retrieval.vector_hits(s)


def _by_comparison(s: Section) -> Iterator[str]:
    yield retrieval.filtered_count(s)
    yield retrieval.exact_hits(s)
    yield retrieval.vector_hits(s)
    yield retrieval.unembedded(s)


def _counts(s: Section) -> Iterator[str]:
    yield counting.facet_values(s)
    if s.counts_brands:
        yield counting.brand_spellings(s)
    yield counting.facet_counts(s)
    yield counting.diagnostics(s)


def values_of(plan: SearchPlan) -> Values:
    return {
        "limit": plan.page.limit,
        "skip": plan.page.offset,
        "at": plan.at,
        "min_score": plan.min_score,
        **({"currency": plan.page.currency} if plan.page.currency else {}),
        **{f"facet_{number}": key for number, key in enumerate(plan.facet_sets, start=1)},
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
