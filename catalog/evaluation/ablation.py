"""Every fusion rule on the same queries and the same vectors."""

from collections.abc import Iterator

import numpy as np

from catalog.evaluation.judged import JudgedQuery, Ranking, Task
from catalog.evaluation.rankers import DEPTH
from catalog.evaluation.rules import RULES, Catalogue, Rule, best_first
from catalog.models import Embedding, EncoderVersion
from catalog.search.query import SearchQuery
from catalog.search.vectors import encode_query
from catalog.search.words import read_words


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


def rankings_by_rule(task: Task, catalogue: Catalogue) -> Iterator[tuple[str, list[Ranking]]]:
    for name, rule in RULES.items():
        yield name, [ranked_by_rule(rule, query, catalogue) for query in task.queries]


def ranked_by_rule(rule: Rule, query: JudgedQuery, catalogue: Catalogue) -> Ranking:
    asked = SearchQuery(photo=query.photo, text=query.text, exclude=query.exclude)
    vectors = encode_query(asked, read_words(asked.text, asked.exclude)).vectors
    if vectors is None or vectors.photo is None or vectors.words is None:
        raise ValueError("A fusion rule is compared on queries of a photo and words.")
    scores = rule(catalogue, vectors.photo, vectors.words)
    return Ranking(query=query, found=best_first(catalogue, scores, depth=DEPTH))
