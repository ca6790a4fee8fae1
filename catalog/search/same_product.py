"""The same product at other merchants, found by its article number, or else by brand and model.

Feeds fill these numbers in carelessly. So a number joins products only if it is valid, if few
products bear it, and if brand or title agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models.expressions import RawSQL

from catalog.language.gtin import gtin_key
from catalog.language.normalise import identifier_keys
from catalog.models import SIZE_ATTRIBUTE, Availability, Product
from catalog.search.sql.numbered import NUMBERED
from catalog.search.title_agreement import titles_agree

# A number that more products bear identifies none of them. It bounds the work, too.
MAX_SHARING: Final = 200
MAX_MERCHANTS: Final = 20
# A shorter model number, or one without digits, is rather "none" or "new".
MIN_MODEL: Final = 4
# What makes another product of the same model.
VARIANT_ATTRIBUTES: Final = ("color", SIZE_ATTRIBUTE)


def same_at_other_merchants(product: Product, *, at: datetime) -> tuple[Product, ...]:
    """Return one product on sale of each other merchant that sells this one, cheapest first.

    Those in other currencies follow. Their merchants are loaded.
    """
    found = _bearing_its_numbers(product)
    if len(found) > MAX_SHARING or not _trusted(product, found):
        return ()
    by_merchant: dict[int, list[Product]] = defaultdict(list)
    for other in found:
        if other.merchant_id != product.merchant_id:
            by_merchant[other.merchant_id].append(other)
    # A merchant that gives the number to something else as well has not filled it in with care.
    offers = [
        _nearest(product, others, at)
        for others in by_merchant.values()
        if all(titles_agree(product, other) for other in others)
    ]
    return tuple(sorted(offers, key=lambda other: _by_price(product, other, at))[:MAX_MERCHANTS])


def _bearing_its_numbers(product: Product) -> list[Product]:
    gtin, model = gtin_key(product.gtin), _model_key(product)
    if not gtin and not model:
        return []
    # A product with another valid GTIN is another one, though it has the model number.
    values = [[gtin] if gtin else [], [model] if model else [], product.brand_key, not gtin]
    bearing = RawSQL(NUMBERED, [*values, MAX_SHARING + 2])  # noqa: S611 - the values are bound
    rows = Product.objects.on_sale().filter(pk__in=bearing).exclude(pk=product.pk).order_by()
    found = rows.select_related("merchant").defer("search_document", "description")
    return [other for other in found if _is_numbered(product, other, gtin, model)]


def _is_numbered(product: Product, other: Product, gtin: str, model: str) -> bool:
    """Whether the number is found in the same column, and the model is the same variant."""
    if gtin and gtin_key(other.gtin) == gtin:
        return True
    return model in identifier_keys(other.mpn) and _may_be_same_variant(product, other)


def _model_key(product: Product) -> str:
    """Return the identifier key of the model; "" for what identifies none."""
    if not product.brand:
        return ""
    key = next(iter(identifier_keys(product.mpn)), "")
    return key if len(key) >= MIN_MODEL and any(map(str.isdecimal, key)) else ""


def _may_be_same_variant(product: Product, other: Product) -> bool:
    pairs = ((product.attributes.get(n), other.attributes.get(n)) for n in VARIANT_ATTRIBUTES)
    return all(not one or not two or one == two for one, two in pairs)


def _trusted(product: Product, found: Iterable[Product]) -> bool:
    """Whether its own merchant gives the number to this product alone, and to its variants."""
    return all(
        titles_agree(product, other) or bool(other.group_id and other.group_id == product.group_id)
        for other in found
        if other.merchant_id == product.merchant_id
    )


def _nearest(product: Product, others: list[Product], at: datetime) -> Product:
    """Return the product of a merchant that is most like this one, and of those the best offer."""
    return min(
        others,
        key=lambda other: (
            not _may_be_same_variant(product, other),
            other.availability != Availability.IN_STOCK,
            _by_price(product, other, at),
        ),
    )


def _by_price(product: Product, other: Product, at: datetime) -> tuple[bool, str, Decimal, int]:
    """1500 JPY is less than 20 EUR: prices are compared within a currency only."""
    is_foreign = other.currency != product.currency
    return (is_foreign, other.currency, other.price_at(at), other.pk)
