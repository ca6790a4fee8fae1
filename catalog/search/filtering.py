"""Turns filters and concepts into querysets, and finds the filters of disjunctive facets."""

from dataclasses import replace
from datetime import datetime

from django.contrib.postgres.search import SearchQuery as TextQuery
from django.db.models import Q

from catalog.models import Product
from catalog.models.product_queries import ProductQuerySet
from catalog.search.plan import PRICE
from catalog.search.query import Filters
from catalog.search.sql.concepts import words_expression
from catalog.search.understanding.concept import Concept


def filtered_products(
    filters: Filters, narrowed_to: tuple[Concept, ...] = (), *, at: datetime
) -> ProductQuerySet:
    """Return the products on sale that pass every filter at `at` and may have each concept."""
    products = _filtered(filters, at)
    for concept in narrowed_to:
        products = products.filter(_may_have(concept))
    return products


def _may_have(concept: Concept) -> Q:
    """The condition that facts or text name the concept, even if another fact contradicts it."""
    condition = Q(category_id__in=concept.category_ids) | Q(brand_key__in=concept.brands)
    for name, value in (*concept.attributes, *concept.possible):
        condition |= Q(attributes__contains={name: value})
    words = words_expression(concept)
    for language in concept.languages:
        condition |= Q(search_document=TextQuery(words, config=language, search_type="raw"))
    return condition


def _filtered(filters: Filters, at: datetime) -> ProductQuerySet:
    products = Product.objects.on_sale()
    products = products.priced_between(filters.price_min, filters.price_max, at=at)
    if filters.currency and filters.has_price_bounds:
        products = products.priced_in(filters.currency)
    if filters.category:
        products = products.in_category(filters.category)
    if filters.brands:
        products = products.of_brands(filters.brands)
    if filters.availability:
        products = products.available_as(filters.availability)
    if filters.merchants:
        products = products.of_merchants(filters.merchants)
    for name, values in filters.attributes.items():
        products = products.with_attribute(name, values)
    return products


def without_selection(filters: Filters) -> dict[str, Filters]:
    """Return the filters for each facet with a selection, leaving that selection out, by key."""
    wider = {
        "category": replace(filters, category="") if filters.category else None,
        "brand": replace(filters, brands=()) if filters.brands else None,
        "availability": replace(filters, availability=()) if filters.availability else None,
        "merchant": replace(filters, merchants=()) if filters.merchants else None,
        PRICE: replace(filters, price_min=None, price_max=None)
        if filters.has_price_bounds
        else None,
    }
    for name in filters.attributes:
        others = {key: values for key, values in filters.attributes.items() if key != name}
        wider[f"attributes.{name}"] = replace(filters, attributes=others)
    return {key: value for key, value in wider.items() if value is not None}
