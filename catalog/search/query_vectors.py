"""The photos, text and exclusions of a query as vectors, cached because queries repeat."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext, gettext_noop

from catalog.embedding.encoder import Encoder, EncoderError, WeightsGone
from catalog.embedding.registry import encoder_with
from catalog.models import EncoderVersion
from catalog.search.answering import answering_version
from catalog.search.calibration import Floats
from catalog.search.fusion import QueryVectors, mean_vector
from catalog.search.query import ExamplePhoto, PhotoVector, SearchQuery
from catalog.search.stored_vectors import photo_vectors, product_vectors
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
    """Turn a query into vectors. Raises EncoderUnavailable if its photos cannot be encoded."""
    version = answering_version()
    if query.similar_to is None:
        return _encode(query, understanding, version, QueryVectors())
    liked = next(iter(product_vectors([query.similar_to], version)), None)
    if liked is None and not query.photos:
        return EncodedQuery(notices=(gettext(NOT_INDEXED),))
    encoded = _encode(query, understanding, version, liked or QueryVectors())
    return encoded if liked else replace(encoded, notices=(gettext(NOT_INDEXED), *encoded.notices))


def _encode(
    query: SearchQuery,
    understanding: Understanding,
    version: EncoderVersion | None,
    liked: QueryVectors,
) -> EncodedQuery:
    """Encode a query. `liked` are the vectors of the product to resemble."""
    try:
        own = _own_vectors(query, understanding, version)
    except EncoderError as error:
        if query.photos:
            gone = isinstance(error, WeightsGone)
            unavailable = CatalogBeingIndexed if gone else EncoderUnavailable
            raise unavailable(f"{NO_PHOTO_SEARCH} {error}") from error
        own, notices = _OwnVectors(), [gettext(WORDS_ONLY)]
    else:
        notices = []
    vectors = QueryVectors(
        photo=mean_vector([*own.photos, *_present(liked.photo)]),
        text=liked.text if own.text is None else own.text,
        exclusion=own.exclusion,
    )
    if not vectors.any:
        return EncodedQuery(version=version, notices=tuple(notices))
    unlike = mean_vector(photo_vectors(query.unlike, version))
    return EncodedQuery(
        version=version, vectors=replace(vectors, unlike=unlike), notices=tuple(notices)
    )


def _present(vector: Floats | None) -> Sequence[Floats]:
    return () if vector is None else (vector,)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OwnVectors:
    """The vectors of a query's own photos and words."""

    photos: tuple[Floats, ...] = ()
    text: Floats | None = None
    exclusion: Floats | None = None


def _own_vectors(
    query: SearchQuery, understanding: Understanding, version: EncoderVersion | None
) -> _OwnVectors:
    """Encode the query's own photos and words. Raises EncoderError, but not if it has neither."""
    if not query.photos and not understanding.wordings and not understanding.exclusions:
        return _OwnVectors()
    if version is None:
        raise EncoderError("No product has been indexed yet.")
    encoder = encoder_with(version.name, version.fingerprint)
    return _OwnVectors(
        photos=tuple(_photo_vector(encoder, photo) for photo in query.photos),
        text=_mean_text_vector(encoder, understanding.wordings),
        exclusion=_mean_text_vector(encoder, [each.phrase for each in understanding.exclusions]),
    )


def photo_vector_to_store(photo: ExamplePhoto) -> PhotoVector | None:
    """Return the vector that a query's photo is searched by; None without an encoder."""
    version = answering_version()
    if version is None:
        return None
    try:
        encoder = encoder_with(version.name, version.fingerprint)
        return PhotoVector(version.fingerprint, _photo_vector(encoder, photo))
    except EncoderError:
        return None


def _photo_vector(encoder: Encoder, photo: ExamplePhoto) -> Floats:
    stored = photo.vector
    if stored is not None and stored.encoder_fingerprint == encoder.fingerprint:
        return stored.vector
    key = ("photo", encoder.fingerprint, photo.picture.sha256)
    return _cache.get_or_compute(key, lambda: encoder.encode_images([photo.picture.image])[0])


def forget_photo_vectors() -> None:
    """Forget the vectors of all photos and their crops, as no key tells whose photo it is of."""
    _cache.forget(lambda key: isinstance(key, tuple) and key[0] == "photo")


def _text_vector(encoder: Encoder, text: str) -> Floats:
    key = ("text", encoder.fingerprint, text)
    return _cache.get_or_compute(key, lambda: encoder.encode_texts([text])[0])


def _mean_text_vector(encoder: Encoder, phrases: Sequence[str]) -> Floats | None:
    return mean_vector([_text_vector(encoder, phrase) for phrase in phrases])
