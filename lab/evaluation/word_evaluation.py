"""Evaluation by queries in words: this shop's own catalog says which products are right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from catalog.search.engine import search_products
from catalog.search.query import SearchQuery
from catalog.search.ranking import Ranking
from lab.evaluation.bootstrap import mean_estimate
from lab.evaluation.measurements import Measurement
from lab.evaluation.progress_callbacks import AddStage
from lab.evaluation.ranking_variants import IN_FORCE, RankingVariant
from lab.evaluation.search_ranker import map_queries
from lab.evaluation.temporary_shop import EvaluationError
from lab.evaluation.word_judgments import JudgedProduct, count_right, products_on_sale
from lab.evaluation.word_measures import DEPTH, WORD_MEASURES, WordResult, flaws
from lab.evaluation.word_queries import WordQuery, read_word_queries

ALL: Final = "all words"
"""The task that has the queries of all groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordEvaluation:
    measurements: list[Measurement]
    failures: list[str]  # a line for each query that the ranking in force does not answer perfectly


def evaluate_words(
    path: Path, add_stage: AddStage, variants: Sequence[RankingVariant] = (IN_FORCE,)
) -> WordEvaluation:
    """Evaluate this shop, without changing it, by a CSV of queries in words.

    Raises EvaluationError if the file has no query or cannot be used.
    """
    queries = list(read_word_queries(path))
    if not queries:
        raise EvaluationError(f"{path} has no query.")
    right = count_right(products_on_sale(), queries)
    advance = add_stage("Searching", len(variants) * len(queries))
    results = {
        variant.name: map_queries(
            partial(_search, right=right, ranking=variant.ranking), queries, advance
        )
        for variant in variants
    }
    return WordEvaluation(
        measurements=[one for name, found in results.items() for one in _measure(name, found)],
        failures=[line for result in results[variants[0].name] if (line := failure(result))],
    )


def failure(result: WordResult) -> str:
    """Describe what is wrong with a result, and the titles found. Empty if nothing is."""
    wrong = ", ".join(f"{name} {value:.2f}" for name, value in flaws(result).items())
    titles = " | ".join(one.product.title for one in result.shown) or "no results"
    return (
        f"{result.query.text}: {wrong} ({result.right} right in the shop): {titles}"
        if wrong
        else ""
    )


def _search(query: WordQuery, *, right: dict[WordQuery, int], ranking: Ranking) -> WordResult:
    page = search_products(SearchQuery(text=query.text, limit=DEPTH), ranking=ranking)
    return WordResult(
        query=query,
        shown=tuple(JudgedProduct.of(hit.product) for hit in page.hits),
        right=right[query],
        nothing_suitable=page.nothing_suitable,
    )


def _measure(ranker: str, results: Sequence[WordResult]) -> Iterator[Measurement]:
    groups = dict.fromkeys(result.query.group for result in results)
    for group in groups:
        yield from _measure_task(
            group, ranker, [one for one in results if one.query.group == group]
        )
    if len(groups) > 1:
        yield from _measure_task(ALL, ranker, results)


def _measure_task(task: str, ranker: str, results: Sequence[WordResult]) -> Iterator[Measurement]:
    for name, measure in WORD_MEASURES.items():
        values = [value for result in results if (value := measure(result)) is not None]
        if values:
            estimate = mean_estimate(values)
            yield Measurement(task=task, ranker=ranker, measure=name, estimate=estimate)
