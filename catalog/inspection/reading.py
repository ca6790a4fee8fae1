"""What pictures are known to say: readers of fields, each tried on products that say it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from catalog.inspection.examples import Examples, lacking
from catalog.inspection.learning import (
    Flags,
    Floats,
    Integers,
    Linear,
    by_examples,
    by_words,
    likeness,
)
from catalog.inspection.pictures import Pictures
from catalog.inspection.trial import MIN_OF_VALUE, Reading, Trial, try_out

# Of the products that lack a field, so many must be in the sample to learn what they look like.
MIN_LACKING: Final = 10
# Of Linear `likeness`: up to here, a picture looks like those of products that have the field.
MAX_LIKENESS: Final = 0.6

EncodeTexts = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True, slots=True)
class Proposed:
    product_id: int
    field: str
    value: str
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class FieldReader:
    """Reads one field from pictures, as reliably as its trial says."""

    field: str
    values: tuple[str, ...]
    categories: frozenset[str]  # where it is proposed
    scores: Linear
    lacks: Linear | None  # None if no product of the sample lacks the field
    trial: Trial
    method: str

    def read(self, pictures: Pictures, folds: Integers) -> Iterator[Proposed]:
        """Yield what may be proposed for those of the products that do not say the field."""
        rows = np.flatnonzero(lacking(self.field, pictures, self.categories))
        if not len(rows):
            return
        vectors, folds = pictures.vectors[rows], folds[rows]
        reading = Reading.of_scores(self.scores.scores(vectors, folds))
        told = (reading.certainty >= self.trial.threshold) & _usable(self.lacks, vectors, folds)
        told &= self.trial.confidence[reading.value] >= MIN_OF_VALUE
        for n in np.flatnonzero(told):
            value = int(reading.value[n])
            yield Proposed(
                product_id=pictures.products[int(rows[n])].product_id,
                field=self.field,
                value=self.values[value],
                confidence=float(self.trial.confidence[value]),
            )


def best_reader(
    examples: Examples, vectors: Floats, folds: Integers, encode: EncodeTexts
) -> FieldReader | None:
    """Learn to read a field from a sample, by its words and by its examples, and return what tells
    most of the examples. None if neither is right often enough.
    """
    texts = encode(examples.texts)
    having, of_having = vectors[examples.having], folds[examples.having]
    lacks = _lacks(examples, vectors, folds)
    methods = {
        "words": by_words(texts),
        "examples": by_examples(having, examples.value, of_having, texts),
    }
    usable = _usable(lacks, having, of_having)
    readers = [
        FieldReader(
            field=examples.field,
            values=examples.values,
            categories=examples.categories,
            scores=linear,
            lacks=lacks,
            trial=trial,
            method=method,
        )
        for method, linear in methods.items()
        if (trial := _trial(linear, having, of_having, examples, usable))
    ]
    return max(readers, key=lambda reader: reader.trial.told, default=None)


def _lacks(examples: Examples, vectors: Floats, folds: Integers) -> Linear | None:
    if examples.lacking.sum() < MIN_LACKING:
        return None
    both = examples.having | examples.lacking
    return likeness(vectors[both], examples.lacking[both], examples.kinds[both], folds[both])


def _trial(
    linear: Linear, vectors: Floats, folds: Integers, examples: Examples, usable: Flags
) -> Trial | None:
    reading = Reading.of_scores(linear.scores(vectors, folds))
    return try_out(reading, examples.value, usable, count=len(examples.values))


def _usable(lacks: Linear | None, vectors: Floats, folds: Integers) -> Flags:
    """Whether pictures look like those of products that have the field. A merchant who never
    writes "plain" must not be told that plain shirts are striped.
    """
    if lacks is None:
        return np.ones(len(vectors), dtype=np.bool_)
    return np.asarray(lacks.scores(vectors, folds)[:, 0] <= MAX_LIKENESS)
