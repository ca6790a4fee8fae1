"""Searches stored by id, for further pages and shared results in apps, and for the click log."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from catalog.models import Search
from catalog.pictures.picture import CropBox
from catalog.search.photos import (
    QueryPhotoGone,
    extend_query_photo,
    load_query_photo,
    new_expiry,
    store_query_photo,
    store_vector,
)
from catalog.search.query import (
    ExamplePhoto,
    Filters,
    ProductPhoto,
    SearchQuery,
    Sort,
    StoredPart,
)
from catalog.search.query_vectors import photo_vector_to_store

# Photos of a search but the first, among its parameters.
FURTHER_PHOTOS = "further_photos"
# The sides of the part of each photo, None for a whole one; and the weight of each.
CROPS = "crops"
WEIGHTS = "weights"


class SearchGone(Exception):
    """The search does not exist, or has expired. The client must search again."""


def save_search(query: SearchQuery, *, search_id: uuid.UUID | None = None) -> Search:
    """Store a query. If a search is already stored under `search_id`, return that one unchanged.

    Its photos then expire no earlier than the search. Raises StorageError, and QueryPhotoGone if a
    photo was deleted while the search was running: it is not stored again.
    """
    until = new_expiry()
    parts = [photo.stored or _store(photo) for photo in query.photos]
    _keep_vectors(query.photos)
    with transaction.atomic():
        # In one order, so that two searches do not wait for each other.
        for key in sorted({part.photo_id for part in parts}):
            if not extend_query_photo(key, until=until):
                raise QueryPhotoGone(gettext("This photo has been deleted. Please send it again."))
        return _create(query, parts, until=until, search_id=search_id)


def _store(photo: ExamplePhoto) -> StoredPart:
    return StoredPart(store_query_photo(photo.picture).pk)


def _keep_vectors(photos: Sequence[ExamplePhoto]) -> None:
    for photo in photos:
        if photo.stored is None or photo.stored.crop is not None or photo.vector is not None:
            continue
        if vector := photo_vector_to_store(photo):
            store_vector(photo.stored.photo_id, vector)


def _create(
    query: SearchQuery,
    parts: Sequence[StoredPart],
    *,
    until: datetime,
    search_id: uuid.UUID | None,
) -> Search:
    photos = {
        FURTHER_PHOTOS: [str(part.photo_id) for part in parts[1:]],
        CROPS: [part.crop and part.crop.sides for part in parts],
        WEIGHTS: [photo.weight for photo in query.photos],
    }
    fields = {
        "parameters": {**to_parameters(query), **photos},
        "expires_at": until,
        "photo_id": parts[0].photo_id if parts else None,
    }
    if search_id is None:
        return Search.objects.create(**fields)
    return Search.objects.get_or_create(pk=search_id, defaults=fields)[0]


def find_search(search_id: uuid.UUID) -> Search:
    """Return a stored search. Raises SearchGone if it does not exist or has expired."""
    search = Search.objects.live().filter(pk=search_id).first()
    if search is None:
        raise SearchGone(gettext("No such search, or it has expired. Please search again."))
    return search


def load_search(search_id: uuid.UUID) -> SearchQuery:
    """Return the query of a stored search. Raises SearchGone, or QueryPhotoGone for its photo."""
    search = find_search(search_id)
    query = from_parameters(search.parameters)
    if search.photo_id is None:
        return query
    ids = [search.photo_id, *map(uuid.UUID, search.parameters.get(FURTHER_PHOTOS, []))]
    return replace(query, photos=tuple(_load_photos(ids, search.parameters)))


def _load_photos(ids: Sequence[uuid.UUID], parameters: Mapping[str, Any]) -> Iterator[ExamplePhoto]:
    # Searches of earlier versions, which have not expired yet, hold whole photos only.
    crops = parameters.get(CROPS, [None] * len(ids))
    weights = parameters.get(WEIGHTS, [1.0] * len(ids))
    for key, sides, weight in zip(ids, crops, weights, strict=True):
        crop = CropBox.of(sides) if sides else None
        yield replace(load_query_photo(key, crop), weight=weight)


def to_parameters(query: SearchQuery) -> dict[str, Any]:
    """Return a query without its photos, as JSON."""
    filters = query.filters
    return {
        "text": query.text,
        "interpret": query.interpret,
        "exclude": list(query.exclude),
        "image_weight": query.image_weight,
        "similar_to": query.similar_to,
        "unlike": list(query.unlike),
        "product_photos": [[each.product_id, each.weight] for each in query.product_photos],
        "sort": query.sort and query.sort.value,
        "limit": query.limit,
        "offset": query.offset,
        "filters": {
            "category": filters.category,
            "price_min": None if filters.price_min is None else str(filters.price_min),
            "price_max": None if filters.price_max is None else str(filters.price_max),
            "currency": filters.currency,
            "brands": list(filters.brands),
            "availability": list(filters.availability),
            "merchants": list(filters.merchants),
            "attributes": {name: list(values) for name, values in filters.attributes.items()},
        },
    }


def from_parameters(parameters: dict[str, Any]) -> SearchQuery:
    """Return the query that `to_parameters` turned into JSON, without its photos."""
    fields = dict(parameters)
    for name in (FURTHER_PHOTOS, CROPS, WEIGHTS):
        fields.pop(name, None)
    filters, sort = fields.pop("filters"), fields.pop("sort")
    return SearchQuery(
        sort=None if sort is None else Sort(sort),
        exclude=tuple(fields.pop("exclude")),
        # Searches of earlier versions, which have not expired yet, hold neither this nor currency.
        unlike=tuple(fields.pop("unlike", ())),
        product_photos=tuple(ProductPhoto(*each) for each in fields.pop("product_photos", ())),
        filters=Filters(
            category=filters["category"],
            price_min=_decimal(filters["price_min"]),
            price_max=_decimal(filters["price_max"]),
            currency=filters.get("currency", ""),
            brands=tuple(filters["brands"]),
            availability=tuple(filters["availability"]),
            merchants=tuple(filters["merchants"]),
            attributes={name: tuple(values) for name, values in filters["attributes"].items()},
        ),
        **fields,
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
