"""Vectors of photos and descriptions: from an earlier embedding where there is one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from PIL.Image import Image

from catalog.embedding.encoder import Encoder, Vectors
from catalog.indexing.photo_files import loaded_ahead, mark_unusable
from catalog.indexing.subject import Subject
from catalog.models import Embedding, EncoderVersion, Photo

ENCODED_AT_ONCE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """An encoder and the version under which its vectors are stored."""

    encoder: Encoder
    version: EncoderVersion


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoundVectors:
    """By `photo_key` or words_sha256; those that could not be had are left out."""

    by_key: dict[str, Vectors]  # shape (d,) each
    encoded: int  # how many of them are new


def photo_key(photo: Photo) -> str:
    """Equal photos share one; a photo stored without its hash stands for itself alone."""
    return photo.sha256 or f"unhashed {photo.pk}"


def vectors_of_photos(photos: Iterable[Photo], *, encoding: Encoding) -> FoundVectors:
    """Photos that turn out to be unusable are marked as failed and left out."""
    wanted: dict[str, list[Photo]] = {}
    for photo in photos:
        wanted.setdefault(photo_key(photo), []).append(photo)
    known = _known_photos(list(wanted), encoding.version)
    unknown = {key: same for key, same in wanted.items() if key not in known}
    pictures = _pictures(unknown, encoding.encoder)
    new: dict[str, Vectors] = {}
    while chunk := dict(islice(pictures, ENCODED_AT_ONCE)):
        vectors = encoding.encoder.encode_images(list(chunk.values()))
        new.update(zip(chunk, vectors, strict=True))
    return FoundVectors(by_key=known | new, encoded=len(new))


def vectors_of_words(subjects: Sequence[Subject], *, encoding: Encoding) -> FoundVectors:
    wanted = {subject.words_sha256: subject.words for subject in subjects}
    known = _known_words(subjects, encoding.version)
    missing = {key: words for key, words in wanted.items() if key not in known}
    vectors = encoding.encoder.encode_texts(list(missing.values()))
    new = dict(zip(missing, vectors, strict=True))
    return FoundVectors(by_key=known | new, encoded=len(new))


def _pictures(
    wanted: Mapping[str, Sequence[Photo]], encoder: Encoder
) -> Iterator[tuple[str, Image]]:
    for key, loaded in zip(wanted, loaded_ahead(wanted.values(), encoder), strict=True):
        for photo, reason in loaded.unusable:
            mark_unusable(photo, reason=reason)
        if loaded.picture:
            yield key, loaded.picture


def _known_photos(keys: Sequence[str], version: EncoderVersion) -> dict[str, Vectors]:
    """Of any product: shops use one photo for many variants."""
    rows = Embedding.objects.filter(encoder_version=version, photo_sha256__in=keys)
    found = rows.order_by("photo_sha256").distinct("photo_sha256")
    return {
        row.photo_sha256: _floats(row)[: version.dimension]
        for row in found.only("photo_sha256", "joint")
    }


def _known_words(subjects: Sequence[Subject], version: EncoderVersion) -> dict[str, Vectors]:
    rows = Embedding.objects.filter(
        encoder_version=version,
        product__in=[subject.product_id for subject in subjects],
        words_sha256__in=[subject.words_sha256 for subject in subjects],
    )
    found = rows.order_by("words_sha256").distinct("words_sha256")
    return {
        row.words_sha256: _floats(row)[version.dimension :]
        for row in found.only("words_sha256", "joint")
    }


def _floats(row: Embedding) -> Vectors:
    return np.asarray(row.joint, dtype=np.float32)
