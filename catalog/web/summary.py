"""The query panel beside the results: photos and their parts, products, and the balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from catalog.models import Product
from catalog.search.query import MAX_PHOTOS
from catalog.search.regions.stored import known_regions
from catalog.web.balance import Balance
from catalog.web.filter_chips import Chip
from catalog.web.images import Image
from catalog.web.parameters import SearchParameters
from catalog.web.photo_panel import PhotoPanel, photo_panels
from catalog.web.search_url import UNLIKE, SearchUrl

# What fits into the title of a tab.
TITLED_FILTERS: Final = 3
BALANCES = {
    Balance.PHOTO: gettext_lazy("More like the photo"),
    Balance.BALANCED: gettext_lazy("Balanced"),
    Balance.WORDS: gettext_lazy("More like my words"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceChoice:
    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedProduct:
    """A product that the search names, and the search without it."""

    title: str
    url: str
    image: Image | None
    without: SearchUrl


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSummary:
    title: str
    text: str
    photos: tuple[PhotoPanel, ...]
    takes_photos: bool  # whether one more photo fits into the search
    like: NamedProduct | None  # the product to resemble
    unlike: tuple[NamedProduct, ...]
    balances: tuple[BalanceChoice, ...]  # empty unless there are both a photo and words

    @property
    def has_one_photo(self) -> bool:
        return len(self.photos) == 1

    @property
    def has_image(self) -> bool:
        return bool(self.photos or self.like)


def summary_of(parameters: SearchParameters, *, like: Product | None) -> SearchSummary:
    url, query = parameters.url, parameters.query
    has_image = bool(parameters.photos or like)
    regions = known_regions([photo.photo_id for photo in parameters.photos])
    return SearchSummary(
        title=_title(parameters, like=like),
        text=query.text,
        photos=photo_panels(url, regions),
        takes_photos=len(parameters.photos) < MAX_PHOTOS,
        like=_named(like, url.without("like")) if like else None,
        unlike=_unlike(query.unlike, url),
        balances=_balances(query.image_weight) if has_image and query.text else (),
    )


def titled(summary: SearchSummary, filters: Sequence[Chip]) -> SearchSummary:
    """Name the first filters in the title too. Where there is nothing else, they are the title."""
    labels = [chip.label for chip in filters[:TITLED_FILTERS]]
    searched = [summary.title] if summary.text or summary.has_image or not labels else []
    return replace(summary, title=" · ".join([*searched, *labels]))


def _named(product: Product, without: SearchUrl) -> NamedProduct:
    return NamedProduct(
        title=product.title,
        url=reverse("web:product", args=[product.pk]),
        image=Image.of(product.photos.first(), title=product.title),
        without=without,
    )


def _unlike(product_ids: tuple[int, ...], url: SearchUrl) -> tuple[NamedProduct, ...]:
    if not product_ids:
        return ()
    products = Product.objects.on_sale().defer("search_document", "description")
    by_id = products.prefetch_related("photos").in_bulk(product_ids)
    return tuple(
        _named(by_id[key], url.without(UNLIKE, str(key))) for key in product_ids if key in by_id
    )


def _balances(image_weight: float | None) -> tuple[BalanceChoice, ...]:
    return tuple(
        BalanceChoice(
            value=balance.parameter,
            label=str(label),
            selected=balance.image_weight == image_weight,
        )
        for balance, label in BALANCES.items()
    )


def _title(parameters: SearchParameters, *, like: Product | None) -> str:
    text, count = parameters.query.text, len(parameters.photos)
    if count or like:
        image = _image_title(count, like)
        return f"{image}, {text}" if text else image
    return text or gettext("All products")


def _image_title(photos: int, like: Product | None) -> str:
    if not photos:
        return gettext("Like {title}").format(title=like.title if like else "")
    return gettext("Like your photo") if photos == 1 else gettext("Like your photos")
