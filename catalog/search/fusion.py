"""Photo, words and exclusions fused into one query-side vector. Pure functions.

For a product with image vector v and description vector u, and a query with photo i, words t
and exclusion n, each of the similarities i·v, i·u, t·v, t·u, n·v, n·u is linear in the stored
joint vector [v ; u]. So any weighted sum of them is ONE inner product with it, and weights,
mean-centring and scaling are chosen per query with nothing re-indexed.
"""

from dataclasses import dataclass

import numpy as np

from catalog.search.calibration import Calibration, Floats

# Within the photo's share: against product photos, the rest against descriptions. Within the
# words' share likewise. docs/relevance.md says how they were chosen.
PHOTO_TO_PHOTO = 0.8
WORDS_TO_PHOTO = 0.5
EXCLUSION = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QueryVectors:
    """Unit vectors (d,) of what a query brings; None for what it does not."""

    photo: Floats | None = None
    words: Floats | None = None
    excluded: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FusedQuery:
    """score(joint) = scale · (vector · joint) + offset, in spreads above the background."""

    vector: Floats  # (2d,), unit length
    scale: float
    offset: float


def fuse(vectors: QueryVectors, *, image_weight: float, calibration: Calibration) -> FusedQuery:
    """`image_weight` is the photo's share, 0 to 1, where both photo and words are given."""
    share = _photo_share(vectors, image_weight)
    joint = np.zeros(2 * len(calibration.image_mean), dtype=np.float32)
    if vectors.photo is not None:
        joint += share * photo_side(vectors.photo, calibration)
    if vectors.words is not None:
        joint += (1 - share) * words_side(vectors.words, calibration)
    if vectors.excluded is not None:
        joint -= EXCLUSION * words_side(vectors.excluded, calibration)
    return _in_spreads(joint, calibration)


def photo_side(photo: Floats, calibration: Calibration) -> Floats:
    return _both_halves(photo - calibration.image_mean, PHOTO_TO_PHOTO, calibration)


def words_side(words: Floats, calibration: Calibration) -> Floats:
    return _both_halves(words - calibration.words_mean, WORDS_TO_PHOTO, calibration)


def _photo_share(vectors: QueryVectors, image_weight: float) -> float:
    if vectors.photo is None:
        return 0.0
    return 1.0 if vectors.words is None else image_weight


def _both_halves(centred: Floats, to_photo: float, calibration: Calibration) -> Floats:
    """A joint vector (2d,) with one spread of the background as its unit in each half."""
    zero = np.zeros_like(centred)
    against_photo = np.concatenate([centred, zero])
    against_words = np.concatenate([zero, centred])
    _, photo_spread = calibration.ordinary(against_photo)
    _, words_spread = calibration.ordinary(against_words)
    return np.asarray(
        to_photo * against_photo / photo_spread + (1 - to_photo) * against_words / words_spread,
        dtype=np.float32,
    )


def _in_spreads(joint: Floats, calibration: Calibration) -> FusedQuery:
    # Unit length: the query travels as halfvec, whose range is small.
    vector = (joint / max(float(np.linalg.norm(joint)), 1e-6)).astype(np.float32)
    level, spread = calibration.ordinary(vector)
    return FusedQuery(vector=vector, scale=1 / spread, offset=-level / spread)
