"""Whole evaluations, from an empty database to figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.evaluation.ablation import catalogue_of, fused
from lab.evaluation.figures import Figure, figures_by_rule, figures_of
from lab.evaluation.index_recall import index_figures
from lab.evaluation.judged import Task
from lab.evaluation.photo_tasks import labelled_shop, photo_tasks
from lab.evaluation.progress import Watch
from lab.evaluation.rules import Catalogue
from lab.evaluation.shop import index_everything, temporary_shop
from lab.evaluation.stocking import stock_photos, stock_world
from lab.evaluation.world import held_out_world
from lab.evaluation.world_tasks import world_tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    products: int
    queries: int  # of each task


FULL = Size(products=5000, queries=500)
QUICK = Size(products=600, queries=100)


def evaluate_world(size: Size, watch: Watch) -> list[Figure]:
    world = held_out_world(size.products)
    with temporary_shop():
        stock_world(world, watch("Drawing products", len(world.products)))
        version = index_everything(watch("Embedding products", len(world.products)))
        tasks = world_tasks(world, queries=size.queries, watch=watch)
        return [
            *_by_search(tasks, watch),
            *_by_rule([task for task in tasks if fused(task)], catalogue_of(version), watch),
            *index_figures(tasks, watch),
        ]


def evaluate_photos(folder: Path, watch: Watch, *, count: int | None = None) -> list[Figure]:
    """`count` limits how many of the folder's held-out photos are looked at."""
    shop = labelled_shop(folder, count=count)
    with temporary_shop():
        stock_photos(shop, watch("Storing photos", len(shop.photos)))
        index_everything(watch("Embedding photos", len(shop.photos)))
        return _by_search(photo_tasks(shop), watch)


def _by_search(tasks: Sequence[Task], watch: Watch) -> list[Figure]:
    step = watch("Searching", _queries(tasks))
    return [figure for task in tasks for figure in figures_of(task, step)]


def _by_rule(tasks: Sequence[Task], catalogue: Catalogue, watch: Watch) -> list[Figure]:
    step = watch("Comparing fusion rules", _queries(tasks))
    return [figure for task in tasks for figure in figures_by_rule(task, catalogue, step)]


def _queries(tasks: Sequence[Task]) -> int:
    return sum(len(task.queries) for task in tasks)
