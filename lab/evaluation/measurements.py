"""The results of an evaluation: one measurement per task, ranker and measure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from lab.evaluation.bootstrap import Estimate
from lab.evaluation.fusion_comparison import rank_by_fusion_rules
from lab.evaluation.fusion_rules import ProductVectors
from lab.evaluation.judgments import RankedList, Task
from lab.evaluation.progress_callbacks import Advance
from lab.evaluation.ranking_variants import IN_FORCE, RankingVariant
from lab.evaluation.search_ranker import map_queries, rank_by_search
from lab.evaluation.task_measures import estimate_measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    task: str
    ranker: str
    measure: str
    estimate: Estimate


def measure_search(
    task: Task, advance: Advance, variants: Sequence[RankingVariant] = (IN_FORCE,)
) -> Iterator[Measurement]:
    """Measure the shop's own search on a task, with each variant of the ranking."""
    for variant in variants:
        rank = partial(rank_by_search, ranking=variant.ranking)
        yield from measure_ranked_lists(
            task, variant.name, map_queries(rank, task.queries, advance)
        )


def measure_fusion_rules(
    task: Task, products: ProductVectors, advance: Advance
) -> Iterator[Measurement]:
    """Measure every fusion rule on a task whose queries all have a photo and a text."""
    for name, ranked_lists in rank_by_fusion_rules(task, products, advance):
        yield from measure_ranked_lists(task, name, ranked_lists)


def measure_ranked_lists(
    task: Task, ranker: str, ranked_lists: Sequence[RankedList]
) -> Iterator[Measurement]:
    for measure in task.measures:
        estimate = estimate_measure(measure, ranked_lists)
        yield Measurement(task=task.name, ranker=ranker, measure=measure, estimate=estimate)
