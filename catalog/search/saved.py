"""Searches stored by id, for further pages and shared results in apps, and for the click log."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from catalog.models import Search
from catalog.search.photos import (
    extend_query_photo,
    load_query_photo,
    new_expiry,
    store_query_photo,
)
from catalog.search.query import ExamplePhoto, Filters, SearchQuery, Sort
from catalog.search.query_vectors import photo_vector_to_store

# Photos of a search but the first, among its parameters.
FURTHER_PHOTOS = "further_photos"


class SearchGone(Exception):
    """The search does not exist, or has expired. The client must search again."""


def save_search(
    query: SearchQuery,
    *,
    photo_ids: Sequence[uuid.UUID | None] = (),
    search_id: uuid.UUID | None = None,
) -> Search:
    """Store a query. If a search is already stored under `search_id`, return that one unchanged.

    `photo_ids` has the id of each photo of the query, None for one that is not stored yet. A stored
    photo then expires no earlier than the search; others are stored too. Raises StorageError.
    """
    until = new_expiry()
    given = [*photo_ids, *[None] * len(query.photos)]
    ids = [key or _store(photo) for photo, key in zip(query.photos, given, strict=False)]
    with transaction.atomic():
        # In one order, so that two searches do not wait for each other.
        gone = {key for key in sorted(set(ids)) if not extend_query_photo(key, until=until)}
        if not gone:
            return _create(query, ids, until=until, search_id=search_id)
    ids = [
        _store(photo) if key in gone else key for photo, key in zip(query.photos, ids, strict=True)
    ]
    return _create(query, ids, until=until, search_id=search_id)


def _store(photo: ExamplePhoto) -> uuid.UUID:
    return store_query_photo(photo.picture, photo_vector_to_store(photo)).pk


def _create(
    query: SearchQuery,
    photo_ids: Sequence[uuid.UUID],
    *,
    until: datetime,
    search_id: uuid.UUID | None,
) -> Search:
    further = [str(key) for key in photo_ids[1:]]
    fields = {
        "parameters": {**to_parameters(query), FURTHER_PHOTOS: further},
        "expires_at": until,
        "photo_id": next(iter(photo_ids), None),
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
    further = search.parameters.get(FURTHER_PHOTOS, [])
    ids = [search.photo_id, *map(uuid.UUID, further)]
    return replace(query, photos=tuple(load_query_photo(key) for key in ids))


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
    fields.pop(FURTHER_PHOTOS, None)
    filters, sort = fields.pop("filters"), fields.pop("sort")
    return SearchQuery(
        sort=None if sort is None else Sort(sort),
        exclude=tuple(fields.pop("exclude")),
        # Searches of earlier versions, which have not expired yet, hold neither this nor currency.
        unlike=tuple(fields.pop("unlike", ())),
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
