"""Whole evaluations, from an empty database to measurements."""

from collections.abc import Sequence
from dataclasses import dataclass

from lab.evaluation.fusion_comparison import load_product_vectors, needs_fusion
from lab.evaluation.fusion_rules import ProductVectors
from lab.evaluation.held_out_world import held_out_world
from lab.evaluation.index_recall import measure_index
from lab.evaluation.judgments import Task
from lab.evaluation.measurements import Measurement, measure_fusion_rules, measure_search
from lab.evaluation.progress_callbacks import AddStage
from lab.evaluation.ranking_variants import IN_FORCE, RankingVariant
from lab.evaluation.shop_filling import fill_with_world
from lab.evaluation.temporary_shop import index_everything, temporary_shop
from lab.evaluation.world_tasks import world_tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationSize:
    products: int
    queries: int  # per task


FULL = EvaluationSize(products=5000, queries=500)
QUICK = EvaluationSize(products=600, queries=100)


def evaluate_world(
    size: EvaluationSize, add_stage: AddStage, variants: Sequence[RankingVariant] = (IN_FORCE,)
) -> list[Measurement]:
    world = held_out_world(size.products)
    with temporary_shop():
        fill_with_world(world, add_stage("Drawing products", len(world.products)))
        version = index_everything(add_stage("Embedding products", len(world.products)))
        tasks = world_tasks(world, queries=size.queries, add_stage=add_stage)
        return [
            *_measure_search(tasks, add_stage, variants),
            *_compare_fusion_rules(tasks, load_product_vectors(version), add_stage),
            *measure_index(tasks, add_stage),
        ]


def _measure_search(
    tasks: Sequence[Task], add_stage: AddStage, variants: Sequence[RankingVariant]
) -> list[Measurement]:
    advance = add_stage("Searching", len(variants) * _count_queries(tasks))
    return [
        measurement for task in tasks for measurement in measure_search(task, advance, variants)
    ]


def _compare_fusion_rules(
    tasks: Sequence[Task], products: ProductVectors, add_stage: AddStage
) -> list[Measurement]:
    fused = [task for task in tasks if needs_fusion(task)]
    advance = add_stage("Comparing fusion rules", _count_queries(fused))
    return [
        measurement
        for task in fused
        for measurement in measure_fusion_rules(task, products, advance)
    ]


def _count_queries(tasks: Sequence[Task]) -> int:
    return sum(len(task.queries) for task in tasks)
