"""The products that a shopper has saved on the device, as cards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from catalog.models import Product
from catalog.search.collapse import sizes_on_sale
from catalog.search.query import MAX_ID
from catalog.search.results import Hit
from catalog.web.cards import Card, to_cards

# Products that a device saves, and one request asks for.
MAX_SAVED: Final = 100
_ID: Final = re.compile(r"[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedCards:
    cards: tuple[Card, ...]  # in the order that was asked for
    gone: tuple[int, ...]  # the ids of products that are no longer on sale

    @property
    def gone_ids(self) -> str:
        return ",".join(map(str, self.gone))


def saved_cards(text: str) -> SavedCards:
    """Return the cards of ids separated by commas. What is no id is left out."""
    ids = _read_ids(text)
    whole = Product.objects.on_sale().select_related("merchant").prefetch_related("photos")
    found = whole.defer("search_document", "description").in_bulk(ids)
    hits = [_hit(found[key]) for key in ids if key in found]
    return SavedCards(
        cards=to_cards(hits, at=timezone.now(), sizes=sizes_on_sale(list(found.values()))),
        gone=tuple(key for key in ids if key not in found),
    )


def _read_ids(text: str) -> list[int]:
    parts = text.split(",", MAX_SAVED)[:MAX_SAVED]
    ids = [int(part) for part in parts if _ID.fullmatch(part)]
    return [key for key in dict.fromkeys(ids) if key <= MAX_ID]


def _hit(product: Product) -> Hit:
    photos = (photo for photo in product.photos.all() if photo.file)
    return Hit(product=product, photo=next(photos, None), score=0.0, match=None)
