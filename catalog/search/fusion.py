"""Photos, text and what to avoid fused into one query vector. Pure functions.

A product has a photo vector v and a description vector u; a query has a photo i, a text t and an
exclusion n. Several photos are one vector, their mean. Each of the similarities i·v, i·u, t·v, t·u,
n·v, n·u is linear in the stored joint vector [v ; u]. So any weighted sum of them is ONE inner
product with it, and weights and scaling are chosen for each query without re-indexing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from catalog.search.calibration import Background, Calibration, Floats
from catalog.search.ranking import Ranking


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QueryVectors:
    """Unit vectors (d,) of the parts of a query; None for a part that it does not have.

    `unlike` is the vector of photos of products to be unlike.
    """

    photo: Floats | None = None
    text: Floats | None = None
    exclusion: Floats | None = None
    unlike: Floats | None = None

    @property
    def any(self) -> bool:
        parts = (self.photo, self.text, self.exclusion, self.unlike)
        return any(part is not None for part in parts)


def mean_vector(vectors: Sequence[Floats], weights: Sequence[float] | None = None) -> Floats | None:
    """Return the mean of unit vectors as a unit vector, weighted by `weights`; None of none."""
    if len(vectors) < 2:
        return next(iter(vectors), None)
    mean = np.average(vectors, axis=0, weights=weights)
    # The mean of opposite vectors has no direction.
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-6), dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What one part of a query adds to the score: score(joint) = vector · joint + offset."""

    vector: Floats  # (2d,)
    offset: float

    def __add__(self, other: "Part") -> "Part":
        return Part(self.vector + other.vector, self.offset + other.offset)

    def weighted(self, weight: float) -> "Part":
        return Part(np.float32(weight) * self.vector, weight * self.offset)

    def score(self, joint: Floats) -> float:
        return float(self.vector @ joint + self.offset)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FusedQuery:
    """A whole query as one vector: score(joint) = scale · (vector · joint) + offset, a z-score."""

    vector: Floats  # (2d,), unit length
    scale: float
    offset: float


def fuse(
    vectors: QueryVectors,
    calibration: Calibration,
    ranking: Ranking,
    *,
    image_weight: float | None = None,
) -> FusedQuery:
    """Fuse the vectors of a query into one.

    `image_weight` is the photo's share, 0 to 1, in a query with both photo and text. None means the
    share of the ranking.
    """
    parts, scale = _weighted_parts(vectors, calibration, ranking, image_weight)
    return _normalised(reduce(Part.__add__, parts.values()).weighted(scale))


def parts_of_score(
    vectors: QueryVectors,
    calibration: Calibration,
    ranking: Ranking,
    *,
    image_weight: float | None = None,
) -> dict[str, Part]:
    """Return the parts of a query, by their names in `QueryVectors`.

    Their scores add up to the score of the fused query.
    """
    parts, scale = _weighted_parts(vectors, calibration, ranking, image_weight)
    return {name: part.weighted(scale) for name, part in parts.items()}


def _weighted_parts(
    vectors: QueryVectors, calibration: Calibration, ranking: Ranking, image_weight: float | None
) -> tuple[dict[str, Part], float]:
    """Return the weighted parts, and the factor to scale all of them by."""
    share = _photo_share(vectors, ranking.image_weight if image_weight is None else image_weight)
    weights = {
        "photo": share,
        "text": 1 - share,
        "exclusion": -ranking.exclusion_weight,
        "unlike": -ranking.unlike_weight,
    }
    parts = _parts(vectors, calibration, ranking)
    weighted = {name: part.weighted(weights[name]) for name, part in parts.items()}
    return weighted, score_scale(share, ranking)


def score_scale(share: float, ranking: Ranking) -> float:
    """Return the factor of the vector score at a photo's share, the same for every product."""
    shares, factors = zip(*ranking.score_scale, strict=True)
    return float(np.interp(share, shares, factors))


def _parts(vectors: QueryVectors, calibration: Calibration, ranking: Ranking) -> dict[str, Part]:
    to_photo = ranking.photo_to_photo if vectors.text is None else ranking.photo_to_photo_with_text
    photo_backgrounds = calibration.photo_to_photo, calibration.photo_to_text
    text_backgrounds = calibration.photo_to_text, calibration.text_to_text
    parts = {}
    if vectors.photo is not None:
        parts["photo"] = _part(vectors.photo, to_photo, photo_backgrounds)
    if vectors.text is not None:
        parts["text"] = _part(vectors.text, ranking.text_to_photo, text_backgrounds)
    if vectors.exclusion is not None:
        parts["exclusion"] = _part(vectors.exclusion, ranking.text_to_photo, text_backgrounds)
    if vectors.unlike is not None:
        unlike = _part(vectors.unlike, to_photo, photo_backgrounds)
        parts["unlike"] = _beyond(unlike, vectors, parts.get("photo"))
    return parts


def _beyond(unlike: Part, vectors: QueryVectors, photo: Part | None) -> Part:
    """Return what products to be unlike show beyond the photo.

    They were found by it, so they resemble it. Subtracted whole, they would push away all that the
    photo asks for.
    """
    if vectors.photo is None or vectors.unlike is None or photo is None:
        return unlike
    return unlike + photo.weighted(-float(vectors.unlike @ vectors.photo))


def _photo_share(vectors: QueryVectors, image_weight: float) -> float:
    if vectors.photo is None:
        return 0.0
    return 1.0 if vectors.text is None else image_weight


def _part(vector: Floats, to_photo: float, backgrounds: tuple[Background, Background]) -> Part:
    """Return the z-score against photos, weighted `to_photo`, and descriptions, 1 - `to_photo`."""
    halves = tuple(zip((to_photo, 1 - to_photo), backgrounds, strict=True))
    return Part(
        np.concatenate([np.float32(weight / each.deviation) * vector for weight, each in halves]),
        -sum(weight * each.mean / each.deviation for weight, each in halves),
    )


def _normalised(part: Part) -> FusedQuery:
    # Unit length, because the query is sent as halfvec, whose range is small.
    length = max(float(np.linalg.norm(part.vector)), 1e-6)
    return FusedQuery(
        vector=np.asarray(part.vector / length, dtype=np.float32), scale=length, offset=part.offset
    )
