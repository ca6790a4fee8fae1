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
    liked = _liked(query, version)
    if not liked.misses_any:
        return _encode(query, understanding, version, liked)
    if not (query.photos or liked.photos or liked.text is not None):
        return EncodedQuery(notices=(gettext(NOT_INDEXED),))
    encoded = _encode(query, understanding, version, liked)
    return replace(encoded, notices=(gettext(NOT_INDEXED), *encoded.notices))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Liked:
    """The vectors of the products that a query names to be resembled."""

    photos: tuple[Floats, ...] = ()
    weights: tuple[float, ...] = ()  # of the photos
    text: Floats | None = None
    misses_any: bool = False  # whether one of the products is not indexed


def _liked(query: SearchQuery, version: EncoderVersion | None) -> _Liked:
    weights = {each.product_id: each.weight for each in query.product_photos}
    whole = [] if query.similar_to is None else [query.similar_to]
    if not weights and not whole:
        return _Liked()
    similar = product_vectors(whole, version)
    photos = {
        **photo_vectors(weights, version),
        **{key: each.photo for key, each in similar.items() if each.photo is not None},
    }
    return _Liked(
        photos=tuple(photos.values()),
        weights=tuple(weights.get(key, 1.0) for key in photos),
        text=next((each.text for each in similar.values()), None),
        misses_any=len(similar) < len(whole) or not weights.keys() <= photos.keys(),
    )


def _encode(
    query: SearchQuery,
    understanding: Understanding,
    version: EncoderVersion | None,
    liked: _Liked,
) -> EncodedQuery:
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
        photo=mean_vector([*own.photos, *liked.photos], [*own.weights, *liked.weights]),
        text=liked.text if own.text is None else own.text,
        exclusion=own.exclusion,
    )
    if not vectors.any:
        return EncodedQuery(version=version, notices=tuple(notices))
    unlike = mean_vector(list(photo_vectors(query.unlike, version).values()))
    return EncodedQuery(
        version=version, vectors=replace(vectors, unlike=unlike), notices=tuple(notices)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _OwnVectors:
    """The vectors of a query's own photos and words."""

    photos: tuple[Floats, ...] = ()
    weights: tuple[float, ...] = ()  # of the photos
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
        weights=tuple(photo.weight for photo in query.photos),
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
