"""Encoder versions: which one is built, which one serves, and the change from one to the other.

A shop changes SHOP_ENCODER, or its weights are renewed: the new version is built beside the
serving one, and takes over when every product on sale has its vectors.
"""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from catalog.embedding.encoder import Encoder
from catalog.indexing.pending import mark_all_pending
from catalog.models import Embedding, EncoderState, EncoderVersion, Product, WorkState

# Any number will do, as long as nothing else takes it.
ADVISORY_LOCK = 7_301_455
# Time to return to the former encoder without embedding everything again.
KEEP_RETIRED = timedelta(days=7)


def current_version(encoder: Encoder) -> EncoderVersion:
    """The version that new vectors of this encoder belong to; made current where it is not."""
    version = EncoderVersion.objects.defer("calibration").filter(**_identity(encoder)).first()
    return version if version and _is_current(version) else _make_current(encoder)


def is_complete(version: EncoderVersion) -> bool:
    """Every product on sale has its vectors, or has failed to get them for good."""
    embedded = Embedding.objects.filter(encoder_version=version, product=OuterRef("pk"))
    waiting = Product.objects.all().on_sale().exclude(indexing__state=WorkState.FAILED)
    return not waiting.filter(~Exists(embedded)).exists()


def promote_if_complete(version: EncoderVersion) -> bool:
    """Let a built version serve, in the place of the one that does."""
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


def removable_versions() -> list[EncoderVersion]:
    """Retired ones whose successor has stood the test of time."""
    tested = EncoderVersion.objects.filter(
        state=EncoderState.SERVING, created_at__lt=timezone.now() - KEEP_RETIRED
    )
    if not tested.exists():
        return []
    return list(EncoderVersion.objects.defer("calibration").filter(state=EncoderState.RETIRED))


def _make_current(encoder: Encoder) -> EncoderVersion:
    with transaction.atomic():
        _lock()
        version = EncoderVersion.objects.filter(**_identity(encoder)).first()
        if version and _is_current(version):  # another worker was faster
            return version
        EncoderVersion.objects.filter(state=EncoderState.BUILDING).update(
            state=EncoderState.RETIRED
        )
        version = version or EncoderVersion(**_identity(encoder), dimension=encoder.dimension)
        version.state = _state_beside(EncoderVersion.objects.all().serving(), version)
        version.save()
        mark_all_pending()
        return version


def _state_beside(serving: EncoderVersion | None, version: EncoderVersion) -> EncoderState:
    """The first ever serves at once: there is nothing to search in before it anyway."""
    return EncoderState.SERVING if serving in (None, version) else EncoderState.BUILDING


def _is_current(version: EncoderVersion) -> bool:
    building = EncoderVersion.objects.filter(state=EncoderState.BUILDING)
    if version.state == EncoderState.SERVING:
        return not building.exists()
    return version.state == EncoderState.BUILDING


def _identity(encoder: Encoder) -> dict[str, str]:
    return {"name": encoder.name, "fingerprint": encoder.fingerprint}


def _lock() -> None:
    """One change of versions at a time; released with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
