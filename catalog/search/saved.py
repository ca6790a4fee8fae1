"""Searches stored by id, for further pages and shared results in apps, and for the click log."""

import uuid
from dataclasses import replace
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
from catalog.search.query import Filters, SearchQuery, Sort
from catalog.search.query_vectors import photo_vector_to_store


class SearchGone(Exception):
    """The search does not exist, or has expired. The client must search again."""


def save_search(
    query: SearchQuery, *, photo_id: uuid.UUID | None = None, search_id: uuid.UUID | None = None
) -> Search:
    """Store a query. If a search is already stored under `search_id`, return that one unchanged.

    `photo_id` is the id of the query's photo if it is stored already: the photo then expires no
    earlier than the search. Otherwise the photo is stored too. Raises StorageError.
    """
    fields: dict[str, Any] = {"parameters": to_parameters(query), "expires_at": new_expiry()}
    if photo_id is not None:
        with transaction.atomic():
            if extend_query_photo(photo_id, until=fields["expires_at"]):
                return _create(search_id, {**fields, "photo_id": photo_id})
    photo_id = _store_photo(query)
    return _create(search_id, {**fields, "photo_id": photo_id})


def _store_photo(query: SearchQuery) -> uuid.UUID | None:
    if query.photo is None:
        return None
    return store_query_photo(query.photo, photo_vector_to_store(query)).pk


def _create(search_id: uuid.UUID | None, fields: dict[str, Any]) -> Search:
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
    photo = load_query_photo(search.photo_id)
    return replace(query, photo=photo.picture, photo_vector=photo.vector)


def to_parameters(query: SearchQuery) -> dict[str, Any]:
    """Return a query without its photo, as JSON."""
    filters = query.filters
    return {
        "text": query.text,
        "interpret": query.interpret,
        "exclude": list(query.exclude),
        "image_weight": query.image_weight,
        "similar_to": query.similar_to,
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
    """Return the query that `to_parameters` turned into JSON, with its photo."""
    fields = dict(parameters)
    filters, sort = fields.pop("filters"), fields.pop("sort")
    return SearchQuery(
        sort=None if sort is None else Sort(sort),
        exclude=tuple(fields.pop("exclude")),
        filters=Filters(
            category=filters["category"],
            price_min=_decimal(filters["price_min"]),
            price_max=_decimal(filters["price_max"]),
            # Searches of earlier versions, which have not expired yet, hold none.
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
