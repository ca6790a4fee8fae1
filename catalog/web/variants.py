"""The other colours and sizes of a product, as its page offers them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from catalog.models import SIZE_ATTRIBUTE, Product
from catalog.web.cards import badge

MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    label: str  # what it differs in, as "Blue, 42"
    url: str
    badge: str  # "" when in stock
    is_shown: bool  # the page is its own


def variants_of(product: Product) -> list[Variant]:
    """Those on sale, itself among them; none where it is the only one."""
    found = Product.objects.on_sale().variants_of(product).order_by("pk")
    group = list(found.defer("search_document", "description")[:MOST])
    if len(group) < 2:
        return []
    names = _differing(group)
    variants = [_variant(one, names, is_shown=one.pk == product.pk) for one in group]
    return sorted(variants, key=lambda variant: _natural(variant.label))


def _differing(group: Iterable[Product]) -> list[str]:
    """The attributes in which not all are the same, the size last."""
    names = {name for product in group for name in product.attributes}
    differing = [name for name in names if len({_value(one, name) for one in group}) > 1]
    return sorted(differing, key=lambda name: (name == SIZE_ATTRIBUTE, name))


def _variant(product: Product, names: list[str], *, is_shown: bool) -> Variant:
    values = ", ".join(value for name in names if (value := _value(product, name)))
    return Variant(
        label=values[:1].upper() + values[1:] or product.title,
        url=reverse("web:product", args=[product.pk]),
        badge=badge(product),
        is_shown=is_shown,
    )


def _value(product: Product, name: str) -> str:
    value = product.attributes.get(name, "")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _natural(label: str) -> list[tuple[int, int, str]]:
    """Size 9 before size 10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", label.lower())
    # By length, then by digits: as numbers are, without reading one of thousands of digits.
    numbers = (part.lstrip("0") if part.isdecimal() else None for part in parts)
    return [
        (1, 0, part) if number is None else (0, len(number), number)
        for part, number in zip(parts, numbers, strict=True)
    ]
