"""Searches as apps send them: a shopper's photo, words and one filter, each asked only once."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageChops
from urllib3.filepost import encode_multipart_formdata

from catalog.demo.catalogue import DemoProduct, demo_products
from catalog.demo.rendering import jpeg, shopper_jpegs

PHOTOS: Final = 24
SEED: Final = 2
"""Another than that of the shop's own products."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    body: bytes
    content_type: str


def questions(count: int, *, side: int, sold: Sequence[DemoProduct]) -> list[Question]:
    """`side`: pixels of the square photos. Every filter lets one of `sold` through, at least."""
    products = demo_products(count, seed=SEED)
    designs = [product.design for product in products[:PHOTOS]]
    photos = [_opened(data, side) for data in shopper_jpegs(designs, seed=SEED)]
    return [_question(number, product, photos, sold) for number, product in enumerate(products)]


def _question(
    number: int, wanted: DemoProduct, photos: Sequence[Image.Image], sold: Sequence[DemoProduct]
) -> Question:
    photo = _shifted(photos[number % len(photos)], number // len(photos))
    fields: dict[str, str | tuple[str, bytes, str]] = {
        "photo": ("photo.jpg", jpeg(photo), "image/jpeg"),
        "text": f"{wanted.title} {number}",
        "filters": json.dumps(_filter(number, sold[number % len(sold)])),
    }
    body, content_type = encode_multipart_formdata(fields)
    return Question(body=body, content_type=content_type)


def _filter(number: int, product: DemoProduct) -> dict[str, object]:
    """By turns one that lets through most, a part, and few."""
    filters: list[dict[str, object]] = [
        {"availability": "in_stock"},
        {"price_max": str(product.price)},
        {"attributes": {"color": product.attributes["color"]}},
        {"brand": product.brand},
    ]
    return filters[number % len(filters)]


def _opened(data: bytes, side: int) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB").resize((side, side))


def _shifted(photo: Image.Image, by: int) -> Image.Image:
    """Other pixels, so that no vector is remembered; it shows the same."""
    return ImageChops.offset(photo, by)
