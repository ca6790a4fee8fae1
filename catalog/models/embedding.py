from typing import Self

from django.db import models
from pgvector.django import HalfVectorField

from catalog.models.photo import Photo
from catalog.models.product import Product


class EncoderState(models.TextChoices):
    BUILDING = "building", "Building"
    SERVING = "serving", "Serving"
    RETIRED = "retired", "Retired"


class EncoderVersionQuerySet(models.QuerySet["EncoderVersion"]):
    def serving(self) -> "EncoderVersion | None":
        return self.filter(state=EncoderState.SERVING).first()


class EncoderVersion(models.Model):
    """One encoder with one set of weights. A query never compares vectors of two versions."""

    name = models.CharField(max_length=300, help_text="As in SHOP_ENCODER.")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the weights.")
    dimension = models.PositiveSmallIntegerField(
        help_text="Of one half; a joint vector is twice as long."
    )
    state = models.CharField(max_length=10, choices=EncoderState, default=EncoderState.BUILDING)
    # A sample of joint vectors as float16 bytes; see catalog/search/calibration.py.
    calibration = models.BinaryField(blank=True, default=b"")
    calibrated_at = models.DateTimeField(null=True, blank=True)
    calibrated_rows = models.PositiveIntegerField(default=0, help_text="Embeddings at that time.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EncoderVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "fingerprint"], name="encoder_version_name_fingerprint"
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state="serving"),
                name="encoder_version_one_serving",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.fingerprint[:8]})"

    @property
    def joint_dimension(self) -> int:
        """The length of a joint vector, which has two halves."""
        return 2 * self.dimension

    @property
    def index_name(self) -> str:
        """The name of the version's partial HNSW index over joint vectors."""
        return f"embedding_joint_v{self.pk}"


class EmbeddingQuerySet(models.QuerySet["Embedding"]):
    def served(self) -> Self:
        """The embeddings that searches compare."""
        return self.filter(encoder_version__state=EncoderState.SERVING)


class Embedding(models.Model):
    """The joint vector [photo ; description] of a product photo under one encoder version.

    Holds nothing that changes with price or stock, because every update touches the HNSW graph.
    A product without a usable photo has one row without photo, whose photo half is zero.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="embeddings")
    photo = models.ForeignKey(
        Photo, null=True, blank=True, on_delete=models.CASCADE, related_name="embeddings"
    )
    encoder_version = models.ForeignKey(
        EncoderVersion, on_delete=models.CASCADE, related_name="embeddings"
    )
    # Has encoder_version.joint_dimension numbers. Each version's index casts to that length.
    joint = HalfVectorField()
    # Hashes of what was embedded: unchanged photos and descriptions are not embedded again.
    photo_sha256 = models.CharField(max_length=64, blank=True)
    words_sha256 = models.CharField(max_length=64)

    objects = EmbeddingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "photo", "encoder_version"],
                name="embedding_product_photo_version",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            # Indexing reuses the vector of an equal photo, of this or another product.
            models.Index(fields=["photo_sha256", "encoder_version"], name="embedding_photo_sha"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}/{self.photo_id} v{self.encoder_version_id}"
