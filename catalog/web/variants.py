"""Links to the variants of a product, labelled by the attributes in which they differ."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.urls import reverse

from catalog.models import SIZE_ATTRIBUTE, Product
from catalog.search.products import variants_on_sale
from catalog.web.cards import badge


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantLink:
    label: str  # such as "Blue, 42"
    url: str
    badge: str  # "" when in stock
    is_current: bool  # the product whose page this is


def variant_links(product: Product) -> list[VariantLink]:
    """Return a link to each variant on sale, this product included; none if it is the only one."""
    variants = variants_on_sale(product)
    if len(variants) < 2:
        return []
    names = _differing_attributes(variants)
    links = [_link(variant, names, is_current=variant.pk == product.pk) for variant in variants]
    return sorted(links, key=lambda link: _natural_order(link.label))


def _differing_attributes(variants: list[Product]) -> list[str]:
    """Return the names of attributes that differ, in alphabetical order but the size last."""
    names = {name for variant in variants for name in variant.attributes}
    differing = [name for name in names if len({_value(v, name) for v in variants}) > 1]
    return sorted(differing, key=lambda name: (name == SIZE_ATTRIBUTE, name))


def _link(product: Product, names: list[str], *, is_current: bool) -> VariantLink:
    values = ", ".join(value for name in names if (value := _value(product, name)))
    return VariantLink(
        label=values[:1].upper() + values[1:] or product.title,
        url=reverse("web:product", args=[product.pk]),
        badge=badge(product),
        is_current=is_current,
    )


def _value(product: Product, name: str) -> str:
    value = product.attributes.get(name, "")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _natural_order(label: str) -> list[tuple[int, int, str]]:
    """Return a sort key that puts size 9 before size 10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", label.lower())
    # Comparing lengths, then digits, orders numbers of thousands of digits without parsing them.
    numbers = (part.lstrip("0") if part.isdecimal() else None for part in parts)
    return [
        (1, 0, part) if number is None else (0, len(number), number)
        for part, number in zip(parts, numbers, strict=True)
    ]
