"""A search that the home page shows at work: a photo, the part searched for, what was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.models import Photo
from catalog.pictures.picture import CropBox, DecodingBusy, PictureError
from catalog.search.checked_query import PhotoInput, checked_query
from catalog.search.engine import EncoderUnavailable, search_products
from catalog.search.query import SearchQuery
from catalog.search.results import SearchPage
from catalog.web.cards import Card, to_cards
from catalog.web.images import Image
from catalog.web.samples import Sample
from catalog.web.search_url import SearchUrl

MAX_CARDS = 6
# What keeps a photo from being searched with. The page does without a showcase then.
UNSEARCHABLE = (OSError, PictureError, DecodingBusy, EncoderUnavailable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A crop box in percent of the photo, as the attributes of an SVG rectangle."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def around(cls, box: CropBox) -> Frame:
        return cls(
            x=box.left * 100,
            y=box.top * 100,
            width=(box.right - box.left) * 100,
            height=(box.bottom - box.top) * 100,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Showcase:
    photo: Image
    cards: tuple[Card, ...]
    frame: Frame | None = None
    sample: Sample | None = None  # what the form sends; None if `url` leads to the search
    url: SearchUrl | None = None


def read_showcase(samples: Iterable[Sample], newest: SearchPage) -> Showcase | None:
    """Search with the first sample photo, or else for products like the newest one with a photo.

    None if the shop has neither, or if nothing is found.
    """
    sample = next(iter(samples), None)
    shown = _of_sample(sample) if sample else _of_product(newest)
    return shown if shown and shown.cards else None


def _of_sample(sample: Sample) -> Showcase | None:
    try:
        photo = PhotoInput(file=sample.read(), crop=sample.crop)
        page = search_products(checked_query(SearchQuery(limit=MAX_CARDS), photo, strict=False))
    except UNSEARCHABLE:
        return None
    frame = Frame.around(sample.crop) if sample.crop else None
    return Showcase(photo=sample.image, frame=frame, sample=sample, cards=_cards(page))


def _of_product(newest: SearchPage) -> Showcase | None:
    key, photo = next(((hit.product.pk, hit.photo) for hit in newest.hits if hit.photo), (0, None))
    image = Image.of(photo, title="") if isinstance(photo, Photo) else None
    if image is None:
        return None
    page = search_products(SearchQuery(similar_to=key, limit=MAX_CARDS))
    return Showcase(photo=image, url=SearchUrl((("like", str(key)),)), cards=_cards(page))


def _cards(page: SearchPage) -> tuple[Card, ...]:
    return to_cards(page.hits, at=page.at)
