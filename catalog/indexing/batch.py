"""One round of indexing: claim due products, embed what changed, store it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta

import numpy as np
from django.conf import settings
from django.db import DatabaseError
from pgvector import HalfVector

from catalog.embedding.encoder import EncoderError, Vectors
from catalog.embedding.registry import default_encoder
from catalog.indexing.embedding_input import EmbeddingInput, embedding_inputs
from catalog.indexing.storing import store
from catalog.indexing.vectors import VersionedEncoder, photo_key, photo_vectors, text_vectors
from catalog.indexing.versions import current_version
from catalog.models import Embedding, ProductIndexing
from catalog.models.work import Claim

# Products that one round claims: enough for its queries to cost little beside the encoding, and for
# decoding to keep ahead of the encoder.
BATCH_SIZE = 64
# By the number of failed attempts. The third attempt is the last: see Work.MAX_ATTEMPTS.
BACKOFF = {1: timedelta(seconds=10), 2: timedelta(minutes=1)}
CRASHED = (
    "The worker died three times while indexing this product, probably out of memory. "
    "Look at its photos, then run ./shop reindex --failed."
)
# What an encoder (including a shop's own), the storage or the database may raise for one product,
# or for a short time.
FAILURES = (
    EncoderError,
    DatabaseError,
    OSError,
    MemoryError,
    RuntimeError,
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexingReport:
    """What became of the claimed products, in numbers, and how much was encoded for them."""

    claimed: int = 0  # 0: nothing was due
    indexed: int = 0
    postponed: int = 0  # retried after a backoff
    failed: int = 0  # given up until they are requeued
    photos_encoded: int = 0
    texts_encoded: int = 0

    def __add__(self, other: "IndexingReport") -> "IndexingReport":
        names = [field.name for field in fields(self)]
        return IndexingReport(
            **{name: getattr(self, name) + getattr(other, name) for name in names}
        )


def index_due(*, count: int = BATCH_SIZE) -> IndexingReport:
    """Index at most `count` new products together, then retry one whose last attempt failed.

    A retry goes alone, so that it takes no other product with it if it kills the worker, and
    last, so that it never blocks the queue. Raises EncoderError before anything is claimed.
    """
    encoder = default_encoder()
    using = VersionedEncoder(encoder=encoder, version=current_version(encoder))
    lease = timedelta(seconds=settings.SHOP_INDEXING_LEASE_SECONDS)
    new = ProductIndexing.objects.filter(attempts=0).claim(count, lease=lease)
    report = _attempt(new, using)
    retry = ProductIndexing.objects.filter(attempts__gt=0).claim(1, lease=lease)
    return report + _attempt(retry, using)


def _attempt(claim: Claim, using: VersionedEncoder) -> IndexingReport:
    report = IndexingReport(claimed=len(claim.keys), failed=_fail_crashed(claim))
    if report.failed or not claim.keys:
        return report
    try:
        return report + _index(claim, using)
    except FAILURES as error:
        return report + _postpone(claim, f"{type(error).__name__}: {error}")


def _index(claim: Claim, using: VersionedEncoder) -> IndexingReport:
    inputs = embedding_inputs(claim.keys)
    images = photo_vectors((photo for item in inputs for photo in item.photos), using=using)
    texts = text_vectors(inputs, using=using)
    rows = [
        row for item in inputs for row in _rows(item, images.by_key, texts.by_key[item.text_sha256])
    ]
    for row in rows:
        row.encoder_version = using.version
    return IndexingReport(
        indexed=store(rows, claim=claim, version=using.version),
        photos_encoded=images.encoded,
        texts_encoded=texts.encoded,
    )


def _rows(
    item: EmbeddingInput, images: Mapping[str, Vectors], text: Vectors
) -> Iterator[Embedding]:
    usable = [photo for photo in item.photos if photo_key(photo) in images]
    for photo in usable:
        yield Embedding(
            product_id=item.product_id,
            photo=photo,
            joint=_joint(images[photo_key(photo)], text),
            photo_sha256=photo.sha256,
            words_sha256=item.text_sha256,
        )
    if not usable:
        yield Embedding(
            product_id=item.product_id,
            joint=_joint(np.zeros_like(text), text),
            words_sha256=item.text_sha256,
        )


def _joint(image: Vectors, text: Vectors) -> HalfVector:
    return HalfVector(np.concatenate([image, text]))


def _fail_crashed(claim: Claim) -> int:
    """Fail products that have been claimed too often. Returns how many.

    A claim counts as an attempt, so more than the maximum means that their workers died.
    """
    held = ProductIndexing.objects.held(claim)
    return held.filter(attempts__gt=ProductIndexing.MAX_ATTEMPTS).fail(reason=CRASHED)


def _postpone(claim: Claim, reason: str) -> IndexingReport:
    held = ProductIndexing.objects.held(claim)
    failed = held.filter(attempts__gte=ProductIndexing.MAX_ATTEMPTS).fail(reason=reason)
    postponed = sum(
        held.filter(attempts=attempts).retry_in(delay, reason=reason)
        for attempts, delay in BACKOFF.items()
    )
    return IndexingReport(failed=failed, postponed=postponed)
