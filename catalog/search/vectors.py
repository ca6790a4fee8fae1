"""A query's photo, words and exclusions as vectors. Cached: the same are asked again and again."""

from dataclasses import dataclass

import numpy as np

from catalog.embedding.encoder import Encoder, EncoderError
from catalog.embedding.picture import Picture
from catalog.embedding.registry import default_encoder, encoder_named
from catalog.models import Embedding, EncoderVersion
from catalog.search.calibration import Floats
from catalog.search.fusion import QueryVectors
from catalog.search.memory import VectorMemory
from catalog.search.query import SearchQuery
from catalog.search.words import Words

LITERALLY = "Search by meaning is not available right now; your words were matched literally."
NO_PHOTOS = "Search by photo is not available right now."
NOT_YET = "This product is not indexed yet; try similar items again in a minute."

_memory = VectorMemory()


class EncoderUnavailable(Exception):
    """The encoder cannot be used, so a photo cannot be searched by; words still can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A query's vectors under the serving encoder version; neither: nothing to go by."""

    version: EncoderVersion | None = None
    vectors: QueryVectors | None = None
    notices: tuple[str, ...] = ()


def encode_query(query: SearchQuery, words: Words) -> Encoded:
    """Raises EncoderUnavailable for a photo that cannot be encoded."""
    version = EncoderVersion.objects.defer("calibration").serving()
    if query.similar_to is not None:
        example = _example(query.similar_to, version)
        return _encoded(query, words, version, example) if example else Encoded(notices=(NOT_YET,))
    return _encoded(query, words, version, QueryVectors())


def _encoded(
    query: SearchQuery, words: Words, version: EncoderVersion | None, example: QueryVectors
) -> Encoded:
    """What is asked, completed by the vectors of the product that others shall resemble."""
    try:
        asked = _asked(query.photo, words, version)
    except EncoderError as error:
        if query.photo is not None:
            raise EncoderUnavailable(f"{NO_PHOTOS} {error}") from error
        return Encoded(version=version, vectors=_some(example), notices=(LITERALLY,))
    vectors = QueryVectors(
        photo=example.photo if asked.photo is None else asked.photo,
        words=example.words if asked.words is None else asked.words,
        excluded=asked.excluded,
    )
    return Encoded(version=version, vectors=_some(vectors))


def _some(vectors: QueryVectors) -> QueryVectors | None:
    parts = (vectors.photo, vectors.words, vectors.excluded)
    return None if all(part is None for part in parts) else vectors


def serving_encoder(name: str, fingerprint: str) -> Encoder:
    """The configured encoder, or, while its vectors are still being built, the one before.

    Of the serving version. Raises EncoderError.
    """
    encoder = default_encoder()
    if encoder.fingerprint != fingerprint:
        encoder = encoder_named(name)
    if encoder.fingerprint != fingerprint:
        raise EncoderError("The catalog is being indexed for a new version of the encoder.")
    return encoder


def _asked(photo: Picture | None, words: Words, version: EncoderVersion | None) -> QueryVectors:
    """Raises EncoderError; browsing and similar items need no encoder."""
    if photo is None and not words.wanted and not words.excluded:
        return QueryVectors()
    if version is None:
        raise EncoderError("No product has been indexed yet.")
    encoder = serving_encoder(version.name, version.fingerprint)
    return QueryVectors(
        photo=None if photo is None else _of_photo(encoder, photo),
        words=_of_words(encoder, words.wanted) if words.wanted else None,
        excluded=_of_exclusions(encoder, words.excluded) if words.excluded else None,
    )


def _of_photo(encoder: Encoder, photo: Picture) -> Floats:
    key = ("photo", encoder.fingerprint, photo.sha256)
    return _memory.recall(key, lambda: encoder.encode_images([photo.image])[0])


def _of_words(encoder: Encoder, words: str) -> Floats:
    key = ("words", encoder.fingerprint, words)
    return _memory.recall(key, lambda: encoder.encode_texts([words])[0])


def _of_exclusions(encoder: Encoder, excluded: tuple[str, ...]) -> Floats:
    mean = np.mean([_of_words(encoder, phrase) for phrase in excluded], axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def _example(product_id: int, version: EncoderVersion | None) -> QueryVectors | None:
    """The stored vectors of a product's first photo and description; None before it has any."""
    rows = Embedding.objects.filter(product_id=product_id, encoder_version=version)
    row = rows.order_by("photo__position", "photo_id").first()
    if version is None or row is None:
        return None
    joint = np.asarray(row.joint, dtype=np.float32)
    photo, words = joint[: version.dimension], joint[version.dimension :]
    return QueryVectors(photo=photo if row.photo_id else None, words=words)
