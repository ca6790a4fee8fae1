"""Rendered products and judged queries, to compare the recall of an encoder's runtimes."""

import numpy as np
from numpy.typing import NDArray

from catalog.embedding.description import describe
from catalog.embedding.onnx.recall_loss import RecallSample
from catalog.pictures.picture import decode_picture
from lab.demo.rendering import rendered_products
from lab.evaluation.held_out_world import HeldOutWorld, held_out_world
from lab.evaluation.judgments import JudgedQuery
from lab.evaluation.progress_callbacks import no_progress
from lab.evaluation.world_tasks import photo_task, words_task


def rendered_sample(count: int) -> RecallSample:
    """Draw about `count` products, with a query by photo and a query by text for each."""
    world = held_out_world(count)
    photos = photo_task(world, count, add_stage=no_progress).queries
    words = words_task(world, count).queries
    return RecallSample(
        pictures=(decode_picture(data).image for _, data in rendered_products(world.products)),
        descriptions=[describe(product) for product in world.products],
        photo_queries=[query.photo().image for query in photos if query.photo],
        photo_relevance=_relevance(photos, world),
        text_queries=[query.text for query in words],
        text_relevance=_relevance(words, world),
    )


def _relevance(queries: list[JudgedQuery], world: HeldOutWorld) -> NDArray[np.bool_]:
    ids = [product.external_id for product in world.products]
    return np.array([[product_id in query.relevant for product_id in ids] for query in queries])
