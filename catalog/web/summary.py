"""The summary of a search above its results: text, image and the weight between them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from catalog.models import Product
from catalog.web.cards import Image
from catalog.web.parameters import SearchParameters
from catalog.web.search_url import SearchUrl

# Percent. Where the slider stands while the engine chooses the weight of the image.
DEFAULT_WEIGHT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSummary:
    title: str
    text: str
    photo_url: str
    like: Product | None  # the product to resemble
    like_image: Image | None
    weight: int
    weight_chosen: bool
    whole_photo: SearchUrl | None  # the search without its crop; None if there is no crop
    without_image: SearchUrl


def summary_of(parameters: SearchParameters, *, like: Product | None) -> SearchSummary:
    url, query, photo = parameters.url, parameters.query, parameters.photo
    weight = query.image_weight
    return SearchSummary(
        title=_title(parameters, like=like),
        text=query.text,
        photo_url=reverse("web:query_photo", args=[photo.photo_id]) if photo.photo_id else "",
        like=like,
        like_image=Image.of(like.photos.first(), title=like.title) if like else None,
        weight=DEFAULT_WEIGHT if weight is None else round(weight * 100),
        weight_chosen=weight is not None,
        whole_photo=url.without("crop") if photo.crop else None,
        without_image=url.without_image(),
    )


def _title(parameters: SearchParameters, *, like: Product | None) -> str:
    text = parameters.query.text
    if parameters.photo.photo_id:
        return _with_text(gettext("Like your photo"), text)
    if like:
        return _with_text(gettext("Like {title}").format(title=like.title), text)
    return text or gettext("All products")


def _with_text(title: str, text: str) -> str:
    return f"{title}, {text}" if text else title
