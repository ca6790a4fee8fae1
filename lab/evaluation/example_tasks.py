"""Tasks for searches with several photos, and with products to be unlike."""

import random
from typing import Final

from lab.evaluation.held_out_world import SEED, HeldOutWorld
from lab.evaluation.judgments import JudgedQuery, Task
from lab.evaluation.progress_callbacks import AddStage
from lab.evaluation.task_measures import RECALL_MEASURES, UNLIKE_MEASURES
from lab.evaluation.task_photos import sample, shoppers_photos

PHOTOS: Final = (2, 3)
"""Photos per query."""


def several_photos_tasks(world: HeldOutWorld, count: int, *, add_stage: AddStage) -> list[Task]:
    """Make the queries of "photo -> product" again, each with further photos of the product."""
    products = sample(world.products, count, random.Random(f"{SEED} photo"))
    designs = [product.design for product in products]
    drawn = [shoppers_photos(designs, name, add_stage) for name in ("photo", "photo 2", "photo 3")]
    return [
        Task(
            name=f"{number} photos -> product",
            measures=RECALL_MEASURES,
            queries=[
                JudgedQuery(
                    photo=first, further_photos=further, relevant=frozenset({product.external_id})
                )
                for product, first, *further in zip(products, *drawn[:number], strict=True)
            ],
        )
        for number in PHOTOS
    ]


def unlike_task(world: HeldOutWorld, count: int, *, add_stage: AddStage) -> Task:
    """Make queries by a photo, less like a product that differs from it in one attribute.

    Products of the kind with the value of that attribute are unwanted. The pictured product should
    stay first.
    """
    rng = random.Random(f"{SEED} unlike")
    pairs = sample(world.pairs, count, rng)
    photos = shoppers_photos([pair.design for pair in pairs], "unlike", add_stage)
    ids = {product.design: product.external_id for product in world.products}
    return Task(
        name="photo, less like a product",
        measures=UNLIKE_MEASURES,
        queries=[
            JudgedQuery(
                photo=photo,
                unlike=(ids[pair.sibling],),
                relevant=frozenset({ids[pair.design]}),
                unwanted=world.products_with(
                    {
                        "kind": pair.design.kind,
                        pair.changed: pair.sibling.attributes[pair.changed],
                    }
                ),
            )
            for pair, photo in zip(pairs, photos, strict=True)
        ],
    )
