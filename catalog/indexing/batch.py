"""A round of indexing: claim what is due, embed what changed, store it."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import numpy as np
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from pgvector import HalfVector

from catalog.embedding.encoder import EncoderError, Vectors
from catalog.embedding.registry import default_encoder
from catalog.indexing.report import IndexingReport
from catalog.indexing.storing import store
from catalog.indexing.subject import Subject, subjects_of
from catalog.indexing.vectors import Encoding, photo_key, vectors_of_photos, vectors_of_words
from catalog.indexing.versions import current_version
from catalog.models import Embedding, ProductIndexing, WorkState
from catalog.querysets import Claim

# So many that a round's questions to the database cost little beside the encoding, and decoding
# keeps ahead of it.
BATCH = 64
# After the first and second failed attempt; the third is the last.
BACKOFF = {1: timedelta(seconds=10), 2: timedelta(minutes=1)}
DIED = (
    "The worker died three times while indexing this product, probably out of memory. "
    "Look at its photos, then run ./shop reindex --failed."
)
# What an encoder (anyone's), a storage or the database may raise for one product or for a while.
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


def index_due(*, count: int = BATCH) -> IndexingReport:
    """Index at most `count` new products together, and one product whose last attempt failed.

    Alone, so that a product which fails or kills the worker takes no other with it, and
    second, so that it never blocks the queue. Raises EncoderError before anything is claimed.
    """
    encoder = default_encoder()
    encoding = Encoding(encoder=encoder, version=current_version(encoder))
    lease = timedelta(seconds=settings.SHOP_INDEXING_LEASE_SECONDS)
    new = ProductIndexing.objects.filter(attempts=0).claim(count, lease=lease)
    report = _attempt(new, encoding)
    again = ProductIndexing.objects.filter(attempts__gt=0).claim(1, lease=lease)
    return report + _attempt(again, encoding)


def _attempt(claim: Claim, encoding: Encoding) -> IndexingReport:
    claimed = IndexingReport(claimed=len(claim.keys), failed=_give_up_on_deaths(claim))
    if claimed.failed or not claim.keys:
        return claimed
    try:
        return claimed + _index(claim, encoding)
    except FAILURES as error:
        return claimed + _postpone(claim, f"{type(error).__name__}: {error}")


def _index(claim: Claim, encoding: Encoding) -> IndexingReport:
    subjects = subjects_of(claim.keys)
    photos = [photo for subject in subjects for photo in subject.photos]
    images = vectors_of_photos(photos, encoding=encoding)
    words = vectors_of_words(subjects, encoding=encoding)
    rows = [
        row
        for subject in subjects
        for row in _rows(subject, images.by_key, words.by_key[subject.words_sha256])
    ]
    for row in rows:
        row.encoder_version = encoding.version
    return IndexingReport(
        indexed=store(rows, claim=claim, version=encoding.version),
        photos_encoded=images.encoded,
        texts_encoded=words.encoded,
    )


def _rows(subject: Subject, images: Mapping[str, Vectors], words: Vectors) -> Iterator[Embedding]:
    usable = [photo for photo in subject.photos if photo_key(photo) in images]
    for photo in usable:
        yield Embedding(
            product_id=subject.product_id,
            photo=photo,
            joint=_joint(images[photo_key(photo)], words),
            photo_sha256=photo.sha256,
            words_sha256=subject.words_sha256,
        )
    if not usable:
        yield Embedding(
            product_id=subject.product_id,
            joint=_joint(np.zeros_like(words), words),
            words_sha256=subject.words_sha256,
        )


def _joint(image: Vectors, words: Vectors) -> HalfVector:
    return HalfVector(np.concatenate([image, words]))


def _give_up_on_deaths(claim: Claim) -> int:
    """A claim counts as an attempt: more than the maximum means that nobody came back."""
    dead = ProductIndexing.objects.all().held(claim)
    return dead.filter(attempts__gt=ProductIndexing.MAX_ATTEMPTS).update(
        state=WorkState.FAILED, reason=DIED
    )


def _postpone(claim: Claim, reason: str) -> IndexingReport:
    held = ProductIndexing.objects.all().held(claim)
    last = held.filter(attempts__gte=ProductIndexing.MAX_ATTEMPTS)
    failed = last.update(state=WorkState.FAILED, reason=reason)
    postponed = sum(
        held.filter(attempts=attempts).update(due_at=timezone.now() + delay, reason=reason)
        for attempts, delay in BACKOFF.items()
    )
    return IndexingReport(failed=failed, postponed=postponed)
