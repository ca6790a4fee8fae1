"""The rendered world as the sample on which an encoder's runtimes are compared."""

import numpy as np
from numpy.typing import NDArray

from catalog.embedding.description import describe
from catalog.embedding.onnx.recall_loss import RecallSample
from catalog.pictures.picture import decode_picture
from lab.demo.rendering import rendered_products
from lab.evaluation.judged import JudgedQuery
from lab.evaluation.progress import Step
from lab.evaluation.world import World, held_out_world
from lab.evaluation.world_tasks import photo_task, words_task


def rendered_sample(count: int) -> RecallSample:
    """About `count` products, and a photo and a request in words for each."""
    world = held_out_world(count)
    photos = photo_task(world, count, watch=_unwatched).queries
    words = words_task(world, count).queries
    return RecallSample(
        pictures=(decode_picture(data).image for _, data in rendered_products(world.products)),
        descriptions=[describe(product) for product in world.products],
        photo_queries=[query.photo().image for query in photos if query.photo],
        photo_relevance=_answers(photos, world),
        text_queries=[query.text for query in words],
        text_relevance=_answers(words, world),
    )


def _unwatched(_what: str, _steps: int) -> Step:
    return lambda _done: None


def _answers(queries: list[JudgedQuery], world: World) -> NDArray[np.bool_]:
    ids = [product.external_id for product in world.products]
    return np.array([[one in query.relevant for one in ids] for query in queries])
