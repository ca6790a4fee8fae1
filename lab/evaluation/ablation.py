"""Every fusion rule on the same queries and the same vectors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from catalog.embedding.encoder import Vectors
from catalog.embedding.registry import default_encoder
from catalog.models import Embedding, EncoderVersion
from lab.evaluation.batches import batches
from lab.evaluation.judged import JudgedQuery, Ranking, Task
from lab.evaluation.progress import Step
from lab.evaluation.rankers import DEPTH
from lab.evaluation.rules import RULES, Catalogue, Floats, best_first

BATCH: Final = 32
"""Photos decoded at a time."""


def catalogue_of(version: EncoderVersion) -> Catalogue:
    """Of the temporary shop, in which every product has one photo."""
    rows = Embedding.objects.filter(encoder_version=version).order_by("product_id")
    found = list(rows.values_list("product__external_id", "joint"))
    joint = np.asarray([vector for _, vector in found], dtype=np.float32)
    return Catalogue(
        ids=tuple(one for one, _ in found),
        images=joint[:, : version.dimension],
        words=joint[:, version.dimension :],
    )


def fused(task: Task) -> bool:
    return all(query.photo is not None and query.text for query in task.queries)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """Unit vectors (n, d) of the photos and the words of queries, exclusions and all."""

    photos: Floats
    texts: Floats


def rankings_by_rule(
    task: Task, catalogue: Catalogue, step: Step
) -> Iterator[tuple[str, list[Ranking]]]:
    """`step` counts the queries as they are embedded: the rules take no time."""
    asked = _embedded(task.queries, step)
    for name, rule in RULES.items():
        scores = rule(catalogue, asked.photos, asked.texts)
        yield (
            name,
            [
                Ranking(query=query, found=best_first(catalogue, row, depth=DEPTH))
                for query, row in zip(task.queries, scores, strict=True)
            ],
        )


def _embedded(queries: Sequence[JudgedQuery], step: Step) -> Asked:
    photos = []
    for some in batches(queries, BATCH):
        photos.append(_photos(some))
        step(len(some))
    texts = default_encoder().encode_texts([query.text for query in queries])
    return Asked(photos=np.concatenate(photos), texts=texts)


def _photos(queries: Sequence[JudgedQuery]) -> Vectors:
    images = [query.photo().image for query in queries if query.photo]
    return default_encoder().encode_images(images)
