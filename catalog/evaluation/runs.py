"""Whole evaluations, from an empty database to figures."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from catalog.evaluation.ablation import catalogue_of
from catalog.evaluation.figures import Figure, figures_by_rule, figures_of
from catalog.evaluation.index_recall import index_figures
from catalog.evaluation.judged import Task
from catalog.evaluation.photo_tasks import labelled_shop, photo_tasks
from catalog.evaluation.shop import index_everything, temporary_shop
from catalog.evaluation.stocking import stock_photos, stock_world
from catalog.evaluation.world import held_out_world
from catalog.evaluation.world_tasks import world_tasks

Watch = Callable[[str, int], Callable[[int], None]]
"""Called with what is being done and how many steps it has; returns what counts them."""


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
        tasks = world_tasks(world, queries=size.queries)
        figures = _figures(tasks, watch)
        catalogue = catalogue_of(version)
        for task in tasks:
            figures += figures_by_rule(task, catalogue)
        return figures + index_figures(tasks)


def evaluate_photos(folder: Path, watch: Watch, *, count: int | None = None) -> list[Figure]:
    """`count` limits how many of the folder's held-out photos are looked at."""
    shop = labelled_shop(folder, count=count)
    with temporary_shop():
        stock_photos(shop, watch("Storing photos", len(shop.pictures)))
        index_everything(watch("Embedding photos", len(shop.pictures)))
        return _figures(photo_tasks(shop), watch)


def _figures(tasks: list[Task], watch: Watch) -> list[Figure]:
    step = watch("Searching", sum(len(task.queries) for task in tasks))
    return [figure for task in tasks for figure in figures_of(task, step)]
