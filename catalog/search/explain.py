"""Why a search finds what it finds: its statement, its query plan and the parts of each score."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from django.db import connection, transaction
from psycopg import sql

from catalog.search.calibration import calibration_of
from catalog.search.execution import (
    SearchResult,
    fetch_rows,
    run_with_fallbacks,
    settings_of,
)
from catalog.search.fusion import Part, parts_of_score
from catalog.search.plan import SearchPlan
from catalog.search.preparation import prepare_search, verdicts_on
from catalog.search.query import SearchQuery
from catalog.search.query_vectors import EncodedQuery
from catalog.search.ranking import RANKING, Ranking
from catalog.search.rules.book import Verdict
from catalog.search.rules.current import all_rules
from catalog.search.rules.rule import Rule
from catalog.search.sql.explaining import rule_part, rule_part_values, score_parts
from catalog.search.statement import Statement, fused_statement, ranked_statement, sections_of

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
# Characters of the query vector that are printed; all of it would fill a screen.
PRINTED_VECTOR = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class HitScore:
    """A hit with the parts that add up to its score. docs/explain-search.md explains each part."""

    product_id: int
    title: str
    parts: Mapping[str, float]
    score: float
    pin: int | None = None  # its place among the pinned products


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    planned: SearchPlan  # before any fallback
    plan: SearchPlan  # whose result was used
    result: SearchResult
    statement: Statement
    settings: str
    query_plan: list[str]  # lines of EXPLAIN ANALYZE
    hits: list[HitScore]
    verdicts: tuple[Verdict, ...]  # on each merchandising rule, those that apply first


class _ScoreRow(NamedTuple):
    """A row of the SELECT in sql/explaining.py."""

    product_id: int
    title: str
    score: float
    pin: int | None
    base_score: float
    joint: str | None
    boosts: str  # JSON


def explain_search(query: SearchQuery, *, ranking: Ranking = RANKING) -> Explanation:
    """Run a search and explain its result. Raises EncoderUnavailable like `search_products`."""
    prepared = prepare_search(query, ranking)
    plan, result = run_with_fallbacks(prepared.plan)
    statement = fused_statement(plan)
    return Explanation(
        planned=prepared.plan,
        plan=plan,
        result=result,
        statement=statement,
        settings=settings_of(plan),
        query_plan=_query_plan(plan, statement),
        hits=list(_hit_scores(plan, prepared.rules, _parts(query, prepared.encoded, ranking))),
        verdicts=verdicts_on(prepared, all_rules()),
    )


def with_literals(statement: Statement, *, whole: bool = True) -> str:
    """Return the text of a statement with its bound values in it.

    Unless `whole`, the query vector is cut short, and the text can be read but not run.
    """

    def literal(match: re.Match[str]) -> str:
        value = statement.values[match[1]]
        if match[1] == "vector" and not whole:
            value = f"{str(value)[:PRINTED_VECTOR]} ...]"
        return sql.Literal(value).as_string(connection.connection)

    return PLACEHOLDER.sub(literal, statement.text).replace("%%", "%")


def _query_plan(plan: SearchPlan, statement: Statement) -> list[str]:
    """Return the lines of EXPLAIN ANALYZE for the generic plan that searches use.

    Only PREPARE and EXECUTE give that plan. An EXPLAIN with bound values would be planned for these
    values.
    """
    names = list(dict.fromkeys(PLACEHOLDER.findall(statement.text)))
    numbered = PLACEHOLDER.sub(lambda match: f"${names.index(match[1]) + 1}", statement.text)
    types = ", ".join(_type(statement.values[name]) for name in names)
    values = [sql.Literal(statement.values[name]) for name in names]
    arguments = sql.SQL(", ").join(values).as_string(connection.connection)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(settings_of(plan))
        cursor.execute(f"PREPARE explained ({types}) AS {numbered.replace('%%', '%')}")
        try:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) EXECUTE explained ({arguments})")
            return [line for (line,) in cursor.fetchall()]
        finally:
            cursor.execute("DEALLOCATE explained")


def _type(value: float | str | list[str] | list[int] | datetime) -> str:
    """Return the type that psycopg declares for a value. Postgres infers that of other values."""
    return {int: "bigint", float: "double precision"}.get(type(value), "unknown")


def _parts(query: SearchQuery, encoded: EncodedQuery, ranking: Ranking) -> dict[str, Part]:
    if encoded.version is None or encoded.vectors is None:
        return {}
    calibration = calibration_of(encoded.version)
    return parts_of_score(encoded.vectors, calibration, ranking, image_weight=query.image_weight)


def _hit_scores(
    plan: SearchPlan, rules: Sequence[Rule], parts: dict[str, Part]
) -> Iterator[HitScore]:
    own = sections_of(plan)[0]
    ranked = ranked_statement(plan, score_parts(own, rules))
    statement = Statement(ranked.text, ranked.values | rule_part_values(rules))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(settings_of(plan))
        rows = [_ScoreRow(*row) for row in fetch_rows(statement)]
    for row in rows:
        all_parts = {**_base_parts(plan, parts, row), **_named(json.loads(row.boosts), rules)}
        yield HitScore(
            product_id=row.product_id,
            title=row.title,
            parts={name: value for name, value in all_parts.items() if value},
            score=row.score,
            pin=row.pin,
        )


def _named(boosts: Mapping[str, float], rules: Sequence[Rule]) -> dict[str, float]:
    """Return the boosts, those of rules under their names. The boosts of one name add up."""
    names = {rule_part(number): f"rule “{rule.name}”" for number, rule in enumerate(rules)}
    named: dict[str, float] = defaultdict(float)
    for name, value in boosts.items():
        named[names.get(name, name)] += value
    return named


def _base_parts(plan: SearchPlan, parts: dict[str, Part], row: _ScoreRow) -> dict[str, float]:
    if plan.vector_match is None:
        return {"text_rank": row.base_score}
    if row.joint is None:
        return {"unembedded": row.base_score}
    joint = np.fromstring(row.joint.strip("[]"), dtype=np.float32, sep=",")
    return {name: part.score(joint) for name, part in parts.items()}
