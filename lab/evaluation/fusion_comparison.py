"""Ranked lists by each fusion rule, on the same queries and vectors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from catalog.embedding.encoder import Vectors
from catalog.embedding.registry import default_encoder
from catalog.models import Embedding, EncoderVersion
from lab.evaluation.fusion_rules import RULES, Floats, ProductVectors, top_products
from lab.evaluation.judgments import JudgedQuery, RankedList, Task
from lab.evaluation.progress_callbacks import Advance
from lab.evaluation.search_ranker import DEPTH

BATCH: Final = 32
"""Photos decoded and encoded at a time, to limit memory."""


def load_product_vectors(version: EncoderVersion) -> ProductVectors:
    """Load the vectors of all products of the temporary shop, where every product has one photo."""
    rows = Embedding.objects.filter(encoder_version=version).order_by("product_id")
    embeddings = list(rows.values_list("product__external_id", "joint"))
    joint = np.asarray([vector for _, vector in embeddings], dtype=np.float32)
    return ProductVectors(
        ids=tuple(external_id for external_id, _ in embeddings),
        images=joint[:, : version.dimension],
        words=joint[:, version.dimension :],
    )


def needs_fusion(task: Task) -> bool:
    return all(query.photo is not None and query.text for query in task.queries)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QueryVectors:
    """Unit vectors (n, d) of the photos and texts of n queries. The texts include "without …"."""

    photos: Floats
    texts: Floats


def rank_by_fusion_rules(
    task: Task, products: ProductVectors, advance: Advance
) -> Iterator[tuple[str, list[RankedList]]]:
    """Yield each rule's name and ranked lists. `advance` counts queries as they are embedded."""
    vectors = _embed(task.queries, advance)
    for name, rule in RULES.items():
        scores = rule(products, vectors.photos, vectors.texts)
        yield (
            name,
            [
                RankedList(query=query, ids=top_products(products, row, depth=DEPTH))
                for query, row in zip(task.queries, scores, strict=True)
            ],
        )


def _embed(queries: Sequence[JudgedQuery], advance: Advance) -> QueryVectors:
    photos = []
    for start in range(0, len(queries), BATCH):
        batch = queries[start : start + BATCH]
        photos.append(_embed_photos(batch))
        advance(len(batch))
    texts = default_encoder().encode_texts([query.text for query in queries])
    return QueryVectors(photos=np.concatenate(photos), texts=texts)


def _embed_photos(queries: Sequence[JudgedQuery]) -> Vectors:
    images = [query.photo().image for query in queries if query.photo]
    return default_encoder().encode_images(images)
