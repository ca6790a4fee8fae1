"""Writes embeddings: all of a product's or none, and only while the product is unchanged."""

from collections.abc import Sequence

from django.db import connection, transaction

from catalog.models import Embedding, EncoderVersion, ProductIndexing, WorkState
from catalog.models.work import Claim

# Much shorter than Postgres' deadlock_timeout (1 s), so that in a deadlock with somebody's edit
# this write gives up first. It is retried.
LOCK_TIMEOUT = "200ms"

RowKey = tuple[int, int | None]  # product, photo


def store(embeddings: Sequence[Embedding], *, claim: Claim, version: EncoderVersion) -> int:
    """Replace the embeddings of the claimed products under `version`, and mark the products ready.

    Returns the number of products replaced. A product that has changed since it was claimed keeps
    its old embeddings and stays pending.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        held = _lock_held(claim)
        _replace([row for row in embeddings if row.product_id in held], held, version)
        return ProductIndexing.objects.filter(pk__in=held).update(
            state=WorkState.READY, reason="", attempts=0
        )


def _lock_held(claim: Claim) -> set[int]:
    """Lock the rows that are still held, and return their keys.

    A row that somebody else has locked is about to change, so it counts as lost.
    """
    rows = ProductIndexing.objects.held(claim).select_for_update(skip_locked=True)
    return set(rows.values_list("pk", flat=True))


def _replace(rows: Sequence[Embedding], held: set[int], version: EncoderVersion) -> None:
    stored = Embedding.objects.filter(encoder_version=version, product__in=held).defer("joint")
    before: dict[RowKey, Embedding] = {_key(row): row for row in stored}
    current = {_key(row) for row in rows}
    stale = [row.pk for key, row in before.items() if key not in current]
    Embedding.objects.filter(pk__in=stale).delete()
    Embedding.objects.bulk_create(
        [row for row in rows if _differs(row, before.get(_key(row)))],
        update_conflicts=True,
        unique_fields=["product", "photo", "encoder_version"],
        update_fields=["joint", "photo_sha256", "words_sha256"],
    )


def _key(row: Embedding) -> RowKey:
    return row.product_id, row.photo_id


def _differs(row: Embedding, before: Embedding | None) -> bool:
    """Whether a row must be written. Equal rows are not, because a write touches the HNSW graph."""
    if before is None or not row.photo_sha256:
        return True
    return (row.photo_sha256, row.words_sha256) != (before.photo_sha256, before.words_sha256)
