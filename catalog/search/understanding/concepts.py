"""The concepts of a query as a whole."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from catalog.search.understanding.concept import Concept
from catalog.search.understanding.tokens import Span

# Each costs a comparison with every candidate. People ask for fewer.
MAX_CONCEPTS: Final = 12


def concepts_together(concepts: Iterable[Concept]) -> tuple[Concept, ...]:
    """Each concept once. Of two values of an attribute, either may be that of a part.

    In "navy dress with white dots", navy or white is the colour of the pattern.
    """
    distinct: dict[Concept, Concept] = {}
    for concept in concepts:
        distinct.setdefault(replace(concept, span=Span(0, 0), label=""), concept)
    return _with_parts(list(islice(distinct.values(), MAX_CONCEPTS)))


def _with_parts(concepts: Sequence[Concept]) -> tuple[Concept, ...]:
    names = Counter(name for concept in concepts for name in concept.attribute_names)
    return tuple(
        concept.with_parts if any(names[name] > 1 for name in concept.attribute_names) else concept
        for concept in concepts
    )
