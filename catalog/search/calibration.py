"""What is ordinary under an encoder version, so that a score can be judged.

Similarities of different modalities live in different ranges (the modality gap), and an
encoder's idea of "near" is its own. A frozen sample of the catalog tells how alike two products
are by chance: photo to photo, photo to words, words to words. The distance above that, in
deviations, is comparable between modalities and between queries.
"""

import io
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from django.db.models import Count, Func, IntegerField
from django.utils import timezone
from numpy.typing import NDArray

from catalog.models import Embedding, EncoderVersion
from catalog.search.sizes import sizes_each

Floats = NDArray[np.float32]

SAMPLE = 400
# Fewer say nothing about what is ordinary.
MIN_SAMPLE = 20
FIRST_ROWS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordinary:
    """Inner products of two products that have nothing to do with each other."""

    mean: float = 0.0
    deviation: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """`size` is the sample's, in products; 0 before there is one."""

    size: int = 0
    image_to_image: Ordinary = Ordinary()
    image_to_words: Ordinary = Ordinary()
    words_to_words: Ordinary = Ordinary()
    photos_each: float = 1.0  # embeddings of a product
    sizes_each: float = 1.0  # products that take one place (sizes.py)

    @property
    def judges(self) -> bool:
        return self.size >= MIN_SAMPLE


def calibration_from(joint: Floats) -> Calibration:
    """From a sample of joint vectors (n, 2d), each of another product."""
    if len(joint) < MIN_SAMPLE:
        return Calibration(size=len(joint))
    images, words = np.split(joint, 2, axis=1)
    return Calibration(
        size=len(joint),
        image_to_image=_ordinary(images @ images.T),
        image_to_words=_ordinary(images @ words.T),
        words_to_words=_ordinary(words @ words.T),
    )


def _ordinary(similarities: Floats) -> Ordinary:
    """Of each product to the others; itself, on the diagonal, does not count."""
    others = similarities[~np.eye(len(similarities), dtype=bool)]
    return Ordinary(mean=float(others.mean()), deviation=max(float(others.std()), 1e-6))


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
        return Calibration()
    return _load(version.pk, version.calibrated_at.isoformat())


@lru_cache(maxsize=4)
def _load(version_id: int, calibrated_at: str) -> Calibration:
    version = EncoderVersion.objects.get(pk=version_id)
    found = calibration_from(np.load(io.BytesIO(bytes(version.calibration))).astype(np.float32))
    return replace(found, photos_each=_photos_each(version), sizes_each=sizes_each())


def _photos_each(version: EncoderVersion) -> float:
    """Of the first some thousand rows: those of a product lie side by side."""
    rows = Embedding.objects.filter(encoder_version=version).order_by()[:FIRST_ROWS]
    found = rows.aggregate(rows=Count("*"), products=Count("product_id", distinct=True))
    return float(max(1.0, found["rows"] / max(found["products"], 1)))


def _sample(version: EncoderVersion) -> Floats:
    """Shape (n, 2d), n ≤ SAMPLE; pictured products only, spread evenly by a hash of their id."""
    spread = Func("id", function="hashint8", output_field=IntegerField())
    pictured = Embedding.objects.filter(encoder_version=version, photo__isnull=False)
    sample = pictured.order_by(spread).values_list("joint", flat=True)[:SAMPLE]
    return np.array(list(sample), dtype=np.float32).reshape(-1, 2 * version.dimension)
