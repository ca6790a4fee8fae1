"""Every fusion rule on the same queries and the same vectors."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from catalog.embedding.registry import default_encoder
from catalog.evaluation.judged import JudgedQuery, Ranking, Task
from catalog.evaluation.rankers import DEPTH
from catalog.evaluation.rules import RULES, Catalogue, Floats, Rule, best_first
from catalog.models import Embedding, EncoderVersion


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


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A query with the unit vectors (d,) of its photo and its words, exclusions and all."""

    query: JudgedQuery
    photo: Floats
    text: Floats


def rankings_by_rule(task: Task, catalogue: Catalogue) -> Iterator[tuple[str, list[Ranking]]]:
    asked = [_embedded(query) for query in task.queries]
    for name, rule in RULES.items():
        yield name, [ranked_by_rule(rule, one, catalogue) for one in asked]


def ranked_by_rule(rule: Rule, asked: Asked, catalogue: Catalogue) -> Ranking:
    scores = rule(catalogue, asked.photo, asked.text)
    return Ranking(query=asked.query, found=best_first(catalogue, scores, depth=DEPTH))


def _embedded(query: JudgedQuery) -> Asked:
    if query.photo is None or not query.text:
        raise ValueError("A fusion rule is compared on queries of a photo and words.")
    encoder = default_encoder()
    photos, texts = encoder.encode_images([query.photo.image]), encoder.encode_texts([query.text])
    return Asked(query, photos[0], texts[0])
