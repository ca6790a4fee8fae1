"""Photo, words and exclusions fused into one query-side vector. Pure functions.

For a product with image vector v and description vector u, and a query with photo i, words t
and exclusion n, each of the similarities i·v, i·u, t·v, t·u, n·v, n·u is linear in the stored
joint vector [v ; u]. So any weighted sum of them is ONE inner product with it, and weights and
scaling are chosen per query with nothing re-indexed.
"""

from dataclasses import dataclass
from functools import reduce

import numpy as np

from catalog.search.calibration import Calibration, Floats, Ordinary

# Within the photo's share: against product photos, the rest against descriptions. Within the
# words' share likewise. docs/relevance.md says how they were chosen.
PHOTO_TO_PHOTO = 0.95
PHOTO_TO_PHOTO_BESIDE_WORDS = 0.5
WORDS_TO_PHOTO = 0.35
EXCLUSION = 0.7
# One threshold judges photos, words and both: times so much at these shares of the photo, between
# them in proportion. A product that answers photo and words is less near to each of them than one
# that answers it alone: the pictured mug is not blue. And some product is always rather like a
# photo, while words that nothing answers are far from all.
SHARES = (0.0, 0.6, 1.0)
JUDGED = (1.0, 1.15, 0.68)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QueryVectors:
    """Unit vectors (d,) of what a query brings; None for what it does not."""

    photo: Floats | None = None
    words: Floats | None = None
    excluded: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FusedQuery:
    """score(joint) = scale · (vector · joint) + offset, in deviations above chance."""

    vector: Floats  # (2d,), unit length
    scale: float
    offset: float


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One part of a query against both halves: score(joint) = vector · joint + offset."""

    vector: Floats  # (2d,)
    offset: float

    def __add__(self, other: "Side") -> "Side":
        return Side(self.vector + other.vector, self.offset + other.offset)

    def weighted(self, weight: float) -> "Side":
        return Side(np.float32(weight) * self.vector, weight * self.offset)


def fuse(vectors: QueryVectors, *, image_weight: float, calibration: Calibration) -> FusedQuery:
    """`image_weight` is the photo's share, 0 to 1, where both photo and words are given."""
    share = _photo_share(vectors, image_weight)
    both = vectors.photo is not None and vectors.words is not None
    of_photo = photo_side_beside_words if both else photo_side
    parts = (
        (vectors.photo, of_photo, share),
        (vectors.words, words_side, 1 - share),
        (vectors.excluded, words_side, -EXCLUSION),
    )
    sides = [
        side(vector, calibration).weighted(weight)
        for vector, side, weight in parts
        if vector is not None
    ]
    return _normalised(reduce(Side.__add__, sides).weighted(judged(share)))


def judged(share: float) -> float:
    """What a score is taken times, by the photo's share; of vectors alone it changes no order."""
    return float(np.interp(share, SHARES, JUDGED))


def photo_side(photo: Floats, calibration: Calibration) -> Side:
    return _side(photo, PHOTO_TO_PHOTO, calibration.image_to_image, calibration.image_to_words)


def photo_side_beside_words(photo: Floats, calibration: Calibration) -> Side:
    """Less against photos: what is asked for looks otherwise than the photo, by what words say."""
    images, words = calibration.image_to_image, calibration.image_to_words
    return _side(photo, PHOTO_TO_PHOTO_BESIDE_WORDS, images, words)


def words_side(words: Floats, calibration: Calibration) -> Side:
    return _side(words, WORDS_TO_PHOTO, calibration.image_to_words, calibration.words_to_words)


def _photo_share(vectors: QueryVectors, image_weight: float) -> float:
    if vectors.photo is None:
        return 0.0
    return 1.0 if vectors.words is None else image_weight


def _side(vector: Floats, to_photo: float, photos: Ordinary, words: Ordinary) -> Side:
    """Each similarity above the ordinary one, in its own deviations, shared `to_photo` : rest."""
    halves = ((to_photo, photos), (1 - to_photo, words))
    return Side(
        np.concatenate([np.float32(part / one.deviation) * vector for part, one in halves]),
        -sum(part * one.mean / one.deviation for part, one in halves),
    )


def _normalised(side: Side) -> FusedQuery:
    # Unit length: the query travels as halfvec, whose range is small.
    length = max(float(np.linalg.norm(side.vector)), 1e-6)
    return FusedQuery(
        vector=np.asarray(side.vector / length, dtype=np.float32), scale=length, offset=side.offset
    )
