"""The photo, text and exclusions of a query as vectors, cached because queries repeat."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext, gettext_noop

from catalog.embedding.encoder import Encoder, EncoderError, WeightsGone
from catalog.embedding.registry import encoder_with
from catalog.models import Embedding, EncoderVersion
from catalog.search.answering import answering_version
from catalog.search.calibration import Floats
from catalog.search.fusion import QueryVectors
from catalog.search.query import PhotoVector, SearchQuery
from catalog.search.understanding.understanding import Understanding
from catalog.search.vector_cache import VectorCache

WORDS_ONLY = gettext_noop(
    "Search by meaning is not available right now; your words were matched literally."
)
NO_PHOTO_SEARCH = "Search by photo is not available right now."
NOT_INDEXED = gettext_noop("This product is not indexed yet; try similar items again in a minute.")

_cache = VectorCache()


class EncoderUnavailable(Exception):
    """The encoder cannot be used, so there is no search by photo. Search by words still works."""


class CatalogBeingIndexed(EncoderUnavailable):
    """The catalog is indexed for an encoder that is gone, so there is no search by photo until it
    is indexed for the one that replaced it.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedQuery:
    """A query's vectors under the serving encoder version; None if it has nothing to encode."""

    version: EncoderVersion | None = None
    vectors: QueryVectors | None = None
    notices: tuple[str, ...] = ()


def encode_query(query: SearchQuery, understanding: Understanding) -> EncodedQuery:
    """Turn a query into vectors. Raises EncoderUnavailable if its photo cannot be encoded."""
    version = answering_version()
    if query.similar_to is None:
        return _encode(query, understanding, version, QueryVectors())
    stored = _stored_vectors(query.similar_to, version)
    if stored is None:
        return EncodedQuery(notices=(gettext(NOT_INDEXED),))
    return _encode(query, understanding, version, stored)


def _encode(
    query: SearchQuery,
    understanding: Understanding,
    version: EncoderVersion | None,
    stored: QueryVectors,
) -> EncodedQuery:
    """Encode a query. Parts that it lacks come from `stored`, the product to resemble."""
    try:
        own = _own_vectors(query, understanding, version)
    except EncoderError as error:
        if query.photo is not None:
            gone = isinstance(error, WeightsGone)
            unavailable = CatalogBeingIndexed if gone else EncoderUnavailable
            raise unavailable(f"{NO_PHOTO_SEARCH} {error}") from error
        return EncodedQuery(
            version=version, vectors=_if_any(stored), notices=(gettext(WORDS_ONLY),)
        )
    vectors = QueryVectors(
        photo=stored.photo if own.photo is None else own.photo,
        text=stored.text if own.text is None else own.text,
        exclusion=own.exclusion,
    )
    return EncodedQuery(version=version, vectors=_if_any(vectors))


def _if_any(vectors: QueryVectors) -> QueryVectors | None:
    parts = (vectors.photo, vectors.text, vectors.exclusion)
    return None if all(part is None for part in parts) else vectors


def _own_vectors(
    query: SearchQuery, understanding: Understanding, version: EncoderVersion | None
) -> QueryVectors:
    """Encode the query's own photo and words. Raises EncoderError, but not if it has neither."""
    if query.photo is None and not understanding.wordings and not understanding.exclusions:
        return QueryVectors()
    if version is None:
        raise EncoderError("No product has been indexed yet.")
    encoder = encoder_with(version.name, version.fingerprint)
    return QueryVectors(
        photo=_photo_vector(encoder, query),
        text=_mean_vector(encoder, understanding.wordings),
        exclusion=_mean_vector(encoder, [each.phrase for each in understanding.exclusions]),
    )


def photo_vector_to_store(query: SearchQuery) -> PhotoVector | None:
    """Return the vector that the query's photo is searched by; None without photo or encoder."""
    version = answering_version()
    if version is None:
        return None
    try:
        vector = _photo_vector(encoder_with(version.name, version.fingerprint), query)
    except EncoderError:
        return None
    return None if vector is None else PhotoVector(version.fingerprint, vector)


def _photo_vector(encoder: Encoder, query: SearchQuery) -> Floats | None:
    photo, stored = query.photo, query.photo_vector
    if photo is None:
        return None
    if stored is not None and stored.encoder_fingerprint == encoder.fingerprint:
        return stored.vector
    key = ("photo", encoder.fingerprint, photo.sha256)
    return _cache.get_or_compute(key, lambda: encoder.encode_images([photo.image])[0])


def forget_photo_vectors() -> None:
    """Forget the vectors of all photos and their crops, as no key tells whose photo it is of."""
    _cache.forget(lambda key: isinstance(key, tuple) and key[0] == "photo")


def _text_vector(encoder: Encoder, text: str) -> Floats:
    key = ("text", encoder.fingerprint, text)
    return _cache.get_or_compute(key, lambda: encoder.encode_texts([text])[0])


def _mean_vector(encoder: Encoder, phrases: Sequence[str]) -> Floats | None:
    if not phrases:
        return None
    mean = np.mean([_text_vector(encoder, phrase) for phrase in phrases], axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def _stored_vectors(product_id: int, version: EncoderVersion | None) -> QueryVectors | None:
    """Return the vectors of a product's first photo and description; None before it is embedded."""
    rows = Embedding.objects.filter(product_id=product_id, encoder_version=version)
    row = rows.order_by("photo__position", "photo_id").first()
    if version is None or row is None:
        return None
    joint = np.asarray(row.joint, dtype=np.float32)
    photo, text = joint[: version.dimension], joint[version.dimension :]
    return QueryVectors(photo=photo if row.photo_id else None, text=text)
