"""The vectors of photos and texts: reused from stored embeddings where possible, else encoded."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from PIL.Image import Image

from catalog.embedding.encoder import Encoder, Vectors
from catalog.indexing.embedding_input import EmbeddingInput
from catalog.indexing.photo_files import load_ahead, mark_unusable
from catalog.models import Embedding, EncoderVersion, Photo

ENCODER_BATCH_SIZE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionedEncoder:
    """An encoder and the version that its vectors are stored under."""

    encoder: Encoder
    version: EncoderVersion


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeyedVectors:
    by_key: dict[str, Vectors]  # each of shape (d,)
    encoded: int  # how many were not reused


def photo_key(photo: Photo) -> str:
    """Return a key that equal photos share. A photo stored without its hash equals no other."""
    return photo.sha256 or f"unhashed {photo.pk}"


def photo_vectors(photos: Iterable[Photo], *, using: VersionedEncoder) -> KeyedVectors:
    """Return vectors by `photo_key`. Unusable photos are marked as failed and left out."""
    photos_by_key: dict[str, list[Photo]] = {}
    for photo in photos:
        photos_by_key.setdefault(photo_key(photo), []).append(photo)
    known = _known_photo_vectors(list(photos_by_key), using.version)
    unknown = {key: same for key, same in photos_by_key.items() if key not in known}
    pictures = _pictures(unknown, using.encoder)
    new: dict[str, Vectors] = {}
    while chunk := dict(islice(pictures, ENCODER_BATCH_SIZE)):
        vectors = using.encoder.encode_images(list(chunk.values()))
        new.update(zip(chunk, vectors, strict=True))
    return KeyedVectors(by_key=known | new, encoded=len(new))


def text_vectors(inputs: Sequence[EmbeddingInput], *, using: VersionedEncoder) -> KeyedVectors:
    """Return the vectors of descriptions by `text_sha256`."""
    texts = {item.text_sha256: item.text for item in inputs}
    known = _known_text_vectors(inputs, using.version)
    missing = {key: text for key, text in texts.items() if key not in known}
    vectors = using.encoder.encode_texts(list(missing.values()))
    new = dict(zip(missing, vectors, strict=True))
    return KeyedVectors(by_key=known | new, encoded=len(new))


def _pictures(
    photos_by_key: Mapping[str, Sequence[Photo]], encoder: Encoder
) -> Iterator[tuple[str, Image]]:
    loaded = load_ahead(photos_by_key.values(), encoder)
    for key, outcome in zip(photos_by_key, loaded, strict=True):
        for photo, reason in outcome.unusable:
            mark_unusable(photo, reason=reason)
        if outcome.picture:
            yield key, outcome.picture


def _known_photo_vectors(keys: Sequence[str], version: EncoderVersion) -> dict[str, Vectors]:
    """Return stored vectors, of any product: shops use one photo for many variants."""
    rows = Embedding.objects.filter(encoder_version=version, photo_sha256__in=keys)
    distinct = rows.order_by("photo_sha256").distinct("photo_sha256")
    return {
        row.photo_sha256: _floats(row)[: version.dimension]
        for row in distinct.only("photo_sha256", "joint")
    }


def _known_text_vectors(
    inputs: Sequence[EmbeddingInput], version: EncoderVersion
) -> dict[str, Vectors]:
    rows = Embedding.objects.filter(
        encoder_version=version,
        product__in=[item.product_id for item in inputs],
        words_sha256__in=[item.text_sha256 for item in inputs],
    )
    distinct = rows.order_by("words_sha256").distinct("words_sha256")
    return {
        row.words_sha256: _floats(row)[version.dimension :]
        for row in distinct.only("words_sha256", "joint")
    }


def _floats(row: Embedding) -> Vectors:
    return np.asarray(row.joint, dtype=np.float32)
