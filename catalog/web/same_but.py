"""Links to products like this one, but in another colour, material or pattern."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.language.attribute_values import attribute_value
from catalog.language.colours import colours_of, is_colour_name
from catalog.models import Product
from catalog.search.other_values import OtherValue, other_values
from catalog.web.attribute_labels import attribute_label
from catalog.web.search_url import ATTRIBUTE, SearchUrl
from catalog.web.swatches import Stripe, stripes_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SameBut:
    label: str
    results: int
    url: SearchUrl
    stripes: tuple[Stripe, ...]  # of its swatch


@dataclass(frozen=True, slots=True, kw_only=True)
class SameButChoice:
    name: str
    label: str
    links: tuple[SameBut, ...]


def same_but(product: Product) -> tuple[SameButChoice, ...]:
    """Return a choice for each attribute that other products of its category have differently.

    A filter finds them, not words: it shows exactly what has the value, the most alike first.
    """
    return tuple(
        SameButChoice(
            name=others.name,
            label=attribute_label(others.name),
            links=tuple(_link(product, others.name, value) for value in others.values),
        )
        for others in other_values(product)
    )


def _link(product: Product, name: str, value: OtherValue) -> SameBut:
    pairs = (("like", str(product.pk)), (f"{ATTRIBUTE}{name}", value.value))
    shown = attribute_value(value.value)
    category = product.category
    within = (("category", category.path),) if category else ()
    return SameBut(
        label=shown[:1].upper() + shown[1:],
        results=value.results,
        url=SearchUrl((*pairs, *within)),
        stripes=stripes_of(colours_of(value.value)) if is_colour_name(name) else (),
    )
