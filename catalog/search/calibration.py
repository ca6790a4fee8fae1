"""What is ordinary under an encoder version, so that a score can be judged.

Similarities of different modalities live in different ranges (the modality gap), and an
encoder's idea of "near" is its own. A frozen sample of the catalog tells, query by query,
which score is ordinary; the distance above it, in spreads, is comparable between queries.
"""

import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.db.models import Func, IntegerField
from django.utils import timezone
from numpy.typing import NDArray

from catalog.models import Embedding, EncoderVersion

Floats = NDArray[np.float32]

SAMPLE = 400
# Fewer say nothing about what is ordinary.
MIN_SAMPLE = 20
# Distance from a normal distribution's 10th percentile to its median, in standard deviations.
_TENTH = 1.2816


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    image_mean: Floats  # (d,)
    words_mean: Floats  # (d,)
    background: Floats  # (n, 2d) joint vectors; n may be 0

    @property
    def judges(self) -> bool:
        return len(self.background) >= MIN_SAMPLE

    def ordinary(self, query: Floats) -> tuple[float, float]:
        """(level, spread) of the background's scores under a joint query vector (2d,).

        The median and its distance to the 10th percentile: unlike mean and deviation they do
        not move when a tenth or a third of the catalog is what the query asks for.
        """
        if not self.judges:
            return 0.0, 1.0
        scores = self.background @ query
        tenth, median = np.quantile(scores, (0.1, 0.5))
        return float(median), max(float(median - tenth) / _TENTH, 1e-6)


def uncalibrated(dimension: int) -> Calibration:
    zero = np.zeros(dimension, dtype=np.float32)
    return Calibration(
        image_mean=zero, words_mean=zero, background=np.zeros((0, 2 * dimension), dtype=np.float32)
    )


def calibrate(version: EncoderVersion) -> None:
    """Take a new background sample of a version's embeddings and store it with the version."""
    buffer = io.BytesIO()
    np.save(buffer, _sample(version).astype(np.float16))
    version.calibration = buffer.getvalue()
    version.calibrated_rows = Embedding.objects.filter(encoder_version=version).count()
    version.calibrated_at = timezone.now()
    version.save(update_fields=["calibration", "calibrated_rows", "calibrated_at"])


def recalibrate_if_grown(version: EncoderVersion) -> bool:
    """Calibrate anew once a fifth of the embeddings has come or gone since the last time."""
    rows = Embedding.objects.filter(encoder_version=version).count()
    changed = abs(rows - version.calibrated_rows) * 5 > max(version.calibrated_rows, 1)
    if changed:
        calibrate(version)
    return changed


def calibration_of(version: EncoderVersion) -> Calibration:
    """The stored calibration, kept in memory until it is renewed."""
    if version.calibrated_at is None:
        return uncalibrated(version.dimension)
    return _load(version.pk, version.calibrated_at.isoformat())


@lru_cache(maxsize=4)
def _load(version_id: int, calibrated_at: str) -> Calibration:
    version = EncoderVersion.objects.get(pk=version_id)
    joint = np.load(io.BytesIO(bytes(version.calibration))).astype(np.float32)
    if not len(joint):
        return uncalibrated(version.dimension)
    image, words = joint[:, : version.dimension], joint[:, version.dimension :]
    return Calibration(
        image_mean=image.mean(axis=0), words_mean=words.mean(axis=0), background=joint
    )


def _sample(version: EncoderVersion) -> Floats:
    """Shape (n, 2d), n ≤ SAMPLE; pictured products only, spread evenly by a hash of their id."""
    spread = Func("id", function="hashint8", output_field=IntegerField())
    pictured = Embedding.objects.filter(encoder_version=version, photo__isnull=False)
    sample = pictured.order_by(spread).values_list("joint", flat=True)[:SAMPLE]
    return np.array(list(sample), dtype=np.float32).reshape(-1, 2 * version.dimension)
