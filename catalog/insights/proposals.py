"""Terms of the shop that words without a match may stand for: by spelling, and by meaning."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from catalog.insights.text_vectors import text_vectors
from catalog.language.normalise import fold
from catalog.vocabulary.snapshot import Vocabulary
from catalog.vocabulary.term import ATTRIBUTE_PREFIX, BRAND, CATEGORY, TITLE, TermRow

MAX_PROPOSALS: Final = 3
# The most frequent categories and attribute values, which are compared by their meaning.
MAX_TERMS: Final = 400
# How far above the similarity to the other terms: in median absolute deviations, scaled to standard
# ones. A mean would follow the few terms that are near.
MIN_DEVIATIONS: Final = 4.0
_SCALE: Final = 1.4826
# With fewer terms, a deviation says little.
MIN_TERMS: Final = 10
# Of 100. "Sofas" and "sofa" have 89, "settee" and "seating" 62.
MIN_LIKENESS: Final = 80


def proposals(texts: Sequence[str], vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """For each text, folded, the labels of the terms that come nearest, the best first."""
    by_label = {fold(row.label): row.label for row in vocabulary.rows if _is_spelt(row)}
    by_meaning = _by_meaning(texts, _meaningful(vocabulary))
    return {
        text: tuple(dict.fromkeys([*_by_spelling(text, by_label), *by_meaning.get(text, ())]))[
            :MAX_PROPOSALS
        ]
        for text in texts
    }


def _is_spelt(row: TermRow) -> bool:
    return row.facet in (CATEGORY, BRAND, TITLE) or row.facet.startswith(ATTRIBUTE_PREFIX)


def _meaningful(vocabulary: Vocabulary) -> list[str]:
    rows = [
        row
        for row in vocabulary.rows
        if row.facet == CATEGORY or row.facet.startswith(ATTRIBUTE_PREFIX)
    ]
    return list(dict.fromkeys(row.label.lower() for row in rows))[:MAX_TERMS]


def _by_spelling(text: str, labels: dict[str, str]) -> Iterator[str]:
    found = process.extract(
        text, labels.keys(), scorer=fuzz.ratio, score_cutoff=MIN_LIKENESS, limit=MAX_PROPOSALS
    )
    for folded, _, _ in found:
        if folded != text:
            yield labels[folded].lower()


def _by_meaning(texts: Sequence[str], terms: Sequence[str]) -> dict[str, list[str]]:
    vectors = text_vectors.of([*texts, *terms]) if texts else {}
    known = [term for term in terms if term in vectors]
    if len(known) < MIN_TERMS:
        return {}
    matrix = np.array([vectors[term] for term in known])
    return {text: _far_above(matrix @ vectors[text], known) for text in texts if text in vectors}


def _far_above(similarities: "np.typing.NDArray[np.float32]", terms: Sequence[str]) -> list[str]:
    above = similarities - np.median(similarities)
    deviations = above / max(_SCALE * float(np.median(np.abs(above))), 1e-6)
    nearest = np.argsort(-deviations)[:MAX_PROPOSALS]
    return [terms[place] for place in nearest if deviations[place] >= MIN_DEVIATIONS]
