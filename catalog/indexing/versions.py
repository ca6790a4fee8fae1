"""Encoder versions: which is built, which serves, and when a retired one is deleted.

When SHOP_ENCODER or its weights change, a new version is built beside the serving one. It takes
over once every product on sale has its vectors.
"""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from catalog.embedding.encoder import Encoder
from catalog.indexing.hnsw import drop_index
from catalog.models import (
    Embedding,
    EncoderState,
    EncoderVersion,
    Product,
    ProductIndexing,
    WorkState,
)
from catalog.models.advisory_locks import ENCODER_VERSIONS

# How long a shop can return to its former encoder without embedding everything again.
RETENTION = timedelta(days=7)


def current_version(encoder: Encoder) -> EncoderVersion:
    """Return the version to store the encoder's vectors under.

    If the encoder has changed, this begins a new version, or returns to the retired one, and
    requeues all products.
    """
    version = EncoderVersion.objects.defer("calibration").filter(**_identity(encoder)).first()
    return version if version and _is_current(version) else _make_current(encoder)


def is_complete(version: EncoderVersion) -> bool:
    """Whether every product on sale has its vectors or has failed."""
    embedded = Embedding.objects.filter(encoder_version=version, product=OuterRef("pk"))
    required = Product.objects.on_sale().exclude(indexing__state=WorkState.FAILED)
    return not required.filter(~Exists(embedded)).exists()


def promote_if_complete(version: EncoderVersion) -> bool:
    """Let a version that is complete replace the serving one. Returns whether it did."""
    if not is_complete(version):
        return False
    with transaction.atomic():
        _lock()
        versions = EncoderVersion.objects.all()
        if not versions.filter(pk=version.pk, state=EncoderState.BUILDING).exists():
            return False
        versions.filter(state=EncoderState.SERVING).update(state=EncoderState.RETIRED)
        versions.filter(pk=version.pk).update(state=EncoderState.SERVING)
    return True


def delete_retired() -> int:
    """Delete retired versions and their vectors, once the serving version is older than RETENTION,
    counted from the start of its build. Returns how many. Must run outside a transaction.
    """
    versions = _deletable_versions()
    for version in versions:
        drop_index(version)
        # In SQL alone, without loading a vector: nothing refers to embeddings.
        rows = Embedding.objects.filter(encoder_version=version)
        rows._raw_delete(rows.db)
        version.delete()
    return len(versions)


def _deletable_versions() -> list[EncoderVersion]:
    old = EncoderVersion.objects.filter(
        state=EncoderState.SERVING, created_at__lt=timezone.now() - RETENTION
    )
    if not old.exists():
        return []
    return list(EncoderVersion.objects.defer("calibration").filter(state=EncoderState.RETIRED))


def _make_current(encoder: Encoder) -> EncoderVersion:
    with transaction.atomic():
        _lock()
        version = EncoderVersion.objects.filter(**_identity(encoder)).first()
        if version and _is_current(version):  # another worker was first
            return version
        EncoderVersion.objects.filter(state=EncoderState.BUILDING).update(
            state=EncoderState.RETIRED
        )
        version = version or EncoderVersion(**_identity(encoder), dimension=encoder.dimension)
        version.state = _initial_state(EncoderVersion.objects.serving(), version)
        version.save()
        ProductIndexing.objects.requeue()
        return version


def _initial_state(serving: EncoderVersion | None, version: EncoderVersion) -> EncoderState:
    """Return SERVING if no other version serves, as for the shop's first, else BUILDING."""
    return EncoderState.SERVING if serving in (None, version) else EncoderState.BUILDING


def _is_current(version: EncoderVersion) -> bool:
    building = EncoderVersion.objects.filter(state=EncoderState.BUILDING)
    if version.state == EncoderState.SERVING:
        return not building.exists()
    return version.state == EncoderState.BUILDING


def _identity(encoder: Encoder) -> dict[str, str]:
    return {"name": encoder.name, "fingerprint": encoder.fingerprint}


def _lock() -> None:
    """Serialise changes of versions. Released at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ENCODER_VERSIONS])
