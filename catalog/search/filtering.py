"""Turns filters into querysets, and finds the filters to count disjunctive facets under."""

from dataclasses import replace

from django.db.models import QuerySet

from catalog.models import Product
from catalog.search.query import Filters


def filtered_products(filters: Filters) -> QuerySet[Product]:
    """Return the products on sale that pass every filter."""
    products = Product.objects.on_sale().priced_between(filters.price_min, filters.price_max)
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
    }
    for name in filters.attributes:
        others = {key: values for key, values in filters.attributes.items() if key != name}
        wider[f"attributes.{name}"] = replace(filters, attributes=others)
    return {key: value for key, value in wider.items() if value is not None}
