"""Builds search queries from validated requests."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from catalog.api.searches.photo_inputs import Fetch, check_examples, examples_of, gone_photo
from catalog.search.checked_query import InvalidQuery, checked_query
from catalog.search.photos import QueryPhotoGone
from catalog.search.products import ProductGone, product_on_sale
from catalog.search.query import FacetDetail, Filters, SearchQuery, Sort

DEFAULT_LIMIT = SearchQuery().limit


def search_query(values: Mapping[str, Any], fetch: Fetch) -> SearchQuery:
    """Return the checked query. New photos of it are stored, if there is room.

    `values` are the validated data of SearchSerializer or SearchFormSerializer.
    Raises InvalidQuery, PictureError, DecodingBusy, UnusableLink and LinkedPhotosBusy.
    """
    query = SearchQuery(
        text=text_of(values),
        interpret=values.get("interpret", True),
        exclude=tuple(values.get("exclude", ())),
        image_weight=values.get("image_weight"),
        similar_to=values.get("similar_to"),
        unlike=tuple(values.get("unlike", ())),
        filters=filters_of(values.get("filters", {})),
        sort=Sort(values["sort"]) if "sort" in values else None,
        limit=values.get("limit", DEFAULT_LIMIT),
        offset=values.get("offset", 0),
        facets=facet_detail(values),
    )
    # Before any photo is stored or fetched.
    check_examples(values)
    checked_query(query, strict=True)
    _check_products(query, values)
    examples = examples_of(values, fetch)
    query = replace(query, product_photos=examples.products)
    try:
        return checked_query(query, *examples.photos, strict=True)
    except QueryPhotoGone as error:
        raise gone_photo(examples.photos, error) from error


def facet_detail(values: Mapping[str, Any]) -> FacetDetail:
    return FacetDetail(values.get("facets", FacetDetail.ALL))


def _check_products(query: SearchQuery, values: Mapping[str, Any]) -> None:
    """Raise InvalidQuery if a product to resemble is not on sale."""
    listed = enumerate(values.get("photos", ()))
    named = {
        "similar_to": query.similar_to,
        **{f"photos.{number}.product_id": each.get("product_id") for number, each in listed},
    }
    for field, product_id in named.items():
        try:
            if product_id is not None:
                product_on_sale(product_id)
        except ProductGone as error:
            raise InvalidQuery(field, code="gone", message=str(error)) from error


def products_query(values: Mapping[str, Any]) -> SearchQuery:
    """Return the query for the validated data of ProductsSerializer. Raises InvalidQuery."""
    query = SearchQuery(
        text=text_of(values),
        interpret=values.get("interpret", True),
        filters=filters_of(values),
        sort=Sort(values["sort"]) if "sort" in values else None,
        limit=values.get("limit", DEFAULT_LIMIT),
        offset=values.get("offset", 0),
    )
    return checked_flat(query)


def checked_flat(query: SearchQuery) -> SearchQuery:
    """Check a query that a query string describes. Raises InvalidQuery."""
    try:
        return checked_query(query, strict=True)
    except InvalidQuery as error:
        # In a query string, the names of filters have no prefix.
        fields = (field.removeprefix("filters.") for field in error.fields)
        raise InvalidQuery(*fields, code=error.code, message=str(error)) from error


def text_of(values: Mapping[str, Any]) -> str:
    """The text as it was sent, with the spaces around it; "" if it is blank."""
    text: str = values.get("text", "")
    return text if text.strip() else ""


def filters_of(values: Mapping[str, Any]) -> Filters:
    return Filters(
        category=values.get("category", ""),
        price_min=values.get("price_min"),
        price_max=values.get("price_max"),
        currency=values.get("currency", ""),
        brands=tuple(values.get("brand", ())),
        availability=tuple(values.get("availability", ())),
        merchants=tuple(values.get("merchant", ())),
        attributes={name: tuple(any_of) for name, any_of in values.get("attributes", {}).items()},
    )
