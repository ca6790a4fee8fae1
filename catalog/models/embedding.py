from django.db import models
from pgvector.django import HalfVectorField

from catalog.models.photo import Photo
from catalog.models.product import Product
from catalog.querysets import EncoderVersionQuerySet


class EncoderState(models.TextChoices):
    BUILDING = "building", "Building"
    SERVING = "serving", "Serving"
    RETIRED = "retired", "Retired"


class EncoderVersion(models.Model):
    """One encoder with one set of weights. Vectors of two versions never meet in a query."""

    name = models.CharField(max_length=300, help_text="As in SHOP_ENCODER.")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the weights.")
    dimension = models.PositiveSmallIntegerField(help_text="Of one modality; joint is twice that.")
    state = models.CharField(max_length=10, choices=EncoderState, default=EncoderState.BUILDING)
    # catalog/search/calibration.py: a background sample of joint vectors, float16.
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
    def index_name(self) -> str:
        """Of its partial HNSW index over joint vectors."""
        return f"embedding_joint_v{self.pk}"


class Embedding(models.Model):
    """The joint vector [image ; description] of a product photo under one encoder version.

    Holds nothing that changes with price or stock: an update would touch the HNSW graph. A
    product without a usable photo has one row with no photo and a zero image half.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="embeddings")
    photo = models.ForeignKey(
        Photo, null=True, blank=True, on_delete=models.CASCADE, related_name="embeddings"
    )
    encoder_version = models.ForeignKey(
        EncoderVersion, on_delete=models.CASCADE, related_name="embeddings"
    )
    # No fixed dimension: it is the encoder version's. Its index casts to halfvec(2 * dimension).
    joint = HalfVectorField()
    # What was embedded, so that unchanged photos and wording are not embedded again.
    photo_sha256 = models.CharField(max_length=64, blank=True)
    words_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "photo", "encoder_version"],
                name="embedding_product_photo_version",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            # indexing: the vector of a photo that was embedded before, for another product too.
            models.Index(fields=["photo_sha256", "encoder_version"], name="embedding_photo_sha"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}/{self.photo_id} v{self.encoder_version_id}"
