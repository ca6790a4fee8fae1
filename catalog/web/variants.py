"""The variants of a product as choices: by colour, by size, and by what else they differ in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import Case, Value, When

from catalog.language.attribute_values import attribute_value
from catalog.models import SIZE_ATTRIBUTE, Availability, Photo, Product, WorkState
from catalog.web.attribute_labels import attribute_label, attribute_text
from catalog.web.images import Image
from catalog.web.product_url import product_url
from catalog.web.variant_axes import COLOUR, TITLE, Axis, Option, Variant, axes_of

# Variants that are compared, and so the most links of an axis.
MAX_VARIANTS: Final = 500
# Values that are seen at once; the others are folded.
VISIBLE: Final = 24


class Look(StrEnum):
    PICTURES = "pictures"
    GRID = "grid"
    LIST = "list"


LOOKS: Final = {COLOUR: Look.PICTURES, SIZE_ATTRIBUTE: Look.GRID}


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantLink:
    label: str  # such as "Blue"; "" where variants do not state it
    url: str
    badge: str  # "" when in stock
    is_chosen: bool
    changes: str  # other values that change with it, as "Size 41"; "" if none do
    image: Image | None  # of a colour


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantChoice:
    name: str
    label: str
    look: Look
    chosen: str
    first: tuple[VariantLink, ...]
    rest: tuple[VariantLink, ...]  # the chosen one is never among them

    @property
    def has_changes(self) -> bool:
        return any(link.changes for link in (*self.first, *self.rest))


def variant_choices(product: Product) -> tuple[VariantChoice, ...]:
    """Return a choice for each attribute in which the variants on sale differ."""
    rows = _rows(product)
    badges = {key: _badge(availability) for key, _, _, availability in rows}
    variants = [_variant(*row) for row in rows]
    chosen = next((each for each in variants if each.product_id == product.pk), None)
    if chosen is None or len(variants) < 2:
        return ()
    axes = axes_of(variants, chosen=chosen)
    images = _images(option.variant.product_id for axis in axes for option in _pictured(axis))
    return tuple(_choice(axis, badges, images) for axis in axes)


Row = tuple[int, str, dict[str, object], str]


def _rows(product: Product) -> list[Row]:
    """Return the variants on sale, at most MAX_VARIANTS, this product first."""
    itself_first = Case(When(pk=product.pk, then=Value(0)), default=Value(1))
    variants = Product.objects.on_sale().variants_of(product).order_by(itself_first, "pk")
    return list(variants.values_list("pk", "title", "attributes", "availability")[:MAX_VARIANTS])


def _variant(key: int, title: str, attributes: dict[str, object], availability: str) -> Variant:
    values = {name: attribute_text(value) for name, value in attributes.items()}
    in_stock = availability == Availability.IN_STOCK
    return Variant(product_id=key, values={**values, TITLE: title}, in_stock=in_stock)


def _badge(availability: str) -> str:
    if availability == Availability.IN_STOCK:
        return ""
    return Availability(availability).shown


def _pictured(axis: Axis) -> Sequence[Option]:
    return axis.options if LOOKS.get(axis.name) is Look.PICTURES else ()


def _images(product_ids: Iterable[int]) -> dict[int, Image | None]:
    """Return the first photo of each product, by its id."""
    ids = list(product_ids)
    if not ids:
        return {}
    photos = Photo.objects.filter(product_id__in=ids, state=WorkState.READY).exclude(file="")
    first = photos.order_by("product_id", "position", "id").distinct("product_id")
    return {photo.product_id: Image.of(photo, title="") for photo in first}


def _choice(axis: Axis, badges: dict[int, str], images: dict[int, Image | None]) -> VariantChoice:
    shown = images if _pictured(axis) else {}
    links = [_link(option, badges, shown) for option in axis.options]
    first, rest = links[:VISIBLE], links[VISIBLE:]
    hidden = [link for link in rest if link.is_chosen]
    return VariantChoice(
        name=axis.name,
        label=attribute_label(axis.name),
        look=LOOKS.get(axis.name, Look.LIST),
        chosen=next(link.label for link in links if link.is_chosen),
        first=(*first, *hidden),
        rest=tuple(link for link in rest if not link.is_chosen),
    )


def _link(option: Option, badges: dict[int, str], images: dict[int, Image | None]) -> VariantLink:
    variant = option.variant
    return VariantLink(
        label=_capital(attribute_value(option.value)),
        url=product_url(variant.product_id),
        badge=badges[variant.product_id],
        is_chosen=option.is_chosen,
        changes=", ".join(_change(variant, name) for name in option.changes),
        image=images.get(variant.product_id),
    )


def _change(variant: Variant, name: str) -> str:
    value = attribute_value(variant.value(name))
    return f"{attribute_label(name)} {_capital(value) or '?'}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
