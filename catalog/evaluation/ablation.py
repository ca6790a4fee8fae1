"""Every fusion rule on the same queries and the same vectors."""

from collections.abc import Iterator

import numpy as np

from catalog.embedding.registry import default_encoder
from catalog.evaluation.judged import JudgedQuery, Ranking, Task
from catalog.evaluation.rankers import DEPTH
from catalog.evaluation.rules import RULES, Catalogue, Rule, best_first
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


def ranked_by_rule(rule: Rule, query: JudgedQuery, catalogue: Catalogue) -> Ranking:
    """The words are embedded as they were typed, exclusions and all."""
    if query.photo is None or not query.text:
        raise ValueError("A fusion rule is compared on queries of a photo and words.")
    encoder = default_encoder()
    photo, text = (
        encoder.encode_images([query.photo.image])[0],
        encoder.encode_texts([query.text])[0],
    )
    scores = rule(catalogue, photo, text)
    return Ranking(query=query, found=best_first(catalogue, scores, depth=DEPTH))


def rankings_by_rule(task: Task, catalogue: Catalogue) -> Iterator[tuple[str, list[Ranking]]]:
    for name, rule in RULES.items():
        yield name, [ranked_by_rule(rule, query, catalogue) for query in task.queries]
