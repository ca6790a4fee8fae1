"""How similar unrelated products are to an encoder version: the background of every score.

Similarities of photo to photo, photo to text and text to text lie in different ranges (the
modality gap), and the ranges differ between encoders. A stored sample of the catalog shows how
similar two unrelated products are in each. A z-score counts standard deviations above that
background, so it can be compared between modalities and between queries.
"""

import io
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from django.db.models import Count, Func, IntegerField
from django.utils import timezone
from numpy.typing import NDArray

from catalog.models import Embedding, EncoderVersion
from catalog.search.collapse import products_per_group

Floats = NDArray[np.float32]

# Products.
SAMPLE = 400
# Fewer products say too little about the background.
MIN_SAMPLE = 20
# Embeddings that are read to find SAMPLE products, which may have several photos.
SAMPLED_EMBEDDINGS = 5 * SAMPLE
# Embeddings that are read to average the photos per product.
PHOTO_SAMPLE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Mean and standard deviation of the similarities between unrelated products."""

    mean: float = 0.0
    deviation: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    sample_size: int = 0  # products; 0 before the first calibration
    photo_to_photo: Background = Background()
    photo_to_text: Background = Background()
    text_to_text: Background = Background()
    photos_per_product: float = 1.0  # embeddings per product, on average
    products_per_group: float = 1.0  # products per collapse group, on average

    @property
    def is_calibrated(self) -> bool:
        return self.sample_size >= MIN_SAMPLE


def calibration_from(joint: Floats) -> Calibration:
    """Compute the backgrounds from joint vectors of shape (n, 2d).

    From fewer than MIN_SAMPLE vectors, the result is not calibrated.
    """
    if len(joint) < MIN_SAMPLE:
        return Calibration(sample_size=len(joint))
    photos, texts = np.split(joint, 2, axis=1)
    return Calibration(
        sample_size=len(joint),
        photo_to_photo=_background(photos @ photos.T),
        photo_to_text=_background(photos @ texts.T),
        text_to_text=_background(texts @ texts.T),
    )


def _background(similarities: Floats) -> Background:
    """Summarise the similarities off the diagonal, which compares each product with itself."""
    others = similarities[~np.eye(len(similarities), dtype=bool)]
    return Background(mean=float(others.mean()), deviation=max(float(others.std()), 1e-6))


def calibrate(version: EncoderVersion) -> None:
    """Take a new sample of a version's embeddings and store it with the version."""
    buffer = io.BytesIO()
    np.save(buffer, _sample(version).astype(np.float16))
    version.calibration = buffer.getvalue()
    version.calibrated_rows = Embedding.objects.filter(encoder_version=version).count()
    version.calibrated_at = timezone.now()
    version.save(update_fields=["calibration", "calibrated_rows", "calibrated_at"])


def recalibrate_if_grown(version: EncoderVersion) -> bool:
    """Calibrate again if a fifth of the embeddings has come or gone since the last time.

    Returns whether it did.
    """
    rows = Embedding.objects.filter(encoder_version=version).count()
    changed = abs(rows - version.calibrated_rows) * 5 > max(version.calibrated_rows, 1)
    if changed:
        calibrate(version)
    return changed


def calibration_of(version: EncoderVersion) -> Calibration:
    """Return the stored calibration of a version, cached until it is renewed."""
    if version.calibrated_at is None:
        return Calibration()
    return _load(version.pk, version.calibrated_at.isoformat())


@lru_cache(maxsize=4)
def _load(version_id: int, calibrated_at: str) -> Calibration:
    version = EncoderVersion.objects.get(pk=version_id)
    joint = np.load(io.BytesIO(bytes(version.calibration))).astype(np.float32)
    return replace(
        calibration_from(joint),
        photos_per_product=_photos_per_product(version),
        products_per_group=products_per_group(),
    )


def _photos_per_product(version: EncoderVersion) -> float:
    """Average over the first rows of the table, where a product's embeddings lie side by side."""
    rows = Embedding.objects.filter(encoder_version=version).order_by()[:PHOTO_SAMPLE]
    counts = rows.aggregate(rows=Count("*"), products=Count("product_id", distinct=True))
    return float(max(1.0, counts["rows"] / max(counts["products"], 1)))


def _sample(version: EncoderVersion) -> Floats:
    """Return joint vectors of at most SAMPLE products with a photo, as an array of shape (n, 2d).

    A hash of the id spreads the sample over the catalog. Each product is taken once: its photos are
    related, and share a description.
    """
    spread = Func("id", function="hashint8", output_field=IntegerField())
    with_photo = Embedding.objects.filter(encoder_version=version, photo__isnull=False)
    rows = with_photo.order_by(spread).values_list("product_id", "joint")[:SAMPLED_EMBEDDINGS]
    joint_by_product: dict[int, object] = {}
    for product_id, joint in rows:
        joint_by_product.setdefault(product_id, joint)
    sample = list(joint_by_product.values())[:SAMPLE]
    return np.array(sample, dtype=np.float32).reshape(-1, version.joint_dimension)
