"""The question, shown above its answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from catalog.models import Product
from catalog.web.cards import Picture
from catalog.web.parameters import read_photo_id
from catalog.web.search_url import SearchUrl

# How far the slider starts towards the photo, where the engine chooses the balance itself.
BALANCED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    title: str
    words: str
    photo_url: str
    like: Product | None
    like_picture: Picture | None
    weight: int
    weight_chosen: bool
    whole: SearchUrl | None  # the same with the whole photo, where only a part was asked for
    without_picture: SearchUrl


def read_asked(url: SearchUrl, *, like: Product | None) -> Asked:
    photo_id = read_photo_id(url)
    return Asked(
        title=_title(url, like=like),
        words=url.first("q"),
        photo_url=reverse("web:query_photo", args=[photo_id]) if photo_id else "",
        like=like,
        like_picture=Picture.of(like.photos.first(), title=like.title) if like else None,
        weight=int(url.first("w") or BALANCED),
        weight_chosen=bool(url.first("w")),
        whole=url.without("crop") if url.first("crop") else None,
        without_picture=url.without_picture(),
    )


def _title(url: SearchUrl, *, like: Product | None) -> str:
    words = url.first("q")
    if url.first("photo"):
        return f"Like your photo, {words}" if words else "Like your photo"
    if like:
        return f"Like {like.title}, {words}" if words else f"Like {like.title}"
    return words or "All products"
