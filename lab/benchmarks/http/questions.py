"""Searches as apps send them: a shopper's photo, words and one filter, each asked only once."""

import io
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageChops
from urllib3.filepost import encode_multipart_formdata

from lab.demo.products import DemoProduct, demo_products
from lab.demo.rendering import encode_jpeg, shopper_jpegs
from lab.demo.shopper_queries import shopper_query
from lab.demo.world import sample_design

PHOTOS: Final = 24
SEED: Final = 2
"""Another than that of the shop's own products."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    body: bytes
    content_type: str


def questions(count: int, *, side: int, sold: Sequence[DemoProduct]) -> list[Question]:
    """`side`: pixels of the square photos. Every filter lets one of `sold` through, at least."""
    designs = [product.design for product in demo_products(PHOTOS, seed=SEED)]
    photos = [_opened(data, side) for data in shopper_jpegs(designs, seed=SEED)]
    return [
        _question(
            _shifted(photos[number % PHOTOS], number // PHOTOS),
            words,
            _filter(number, sold[number % len(sold)]),
        )
        for number, words in enumerate(_words(count))
    ]


def _words(count: int) -> list[str]:
    """As shoppers type them: products have them. No two alike, so that none is remembered."""
    rng = random.Random(SEED)  # noqa: S311 - nothing secret
    found: dict[str, None] = {}
    while len(found) < count:
        found[shopper_query(sample_design(rng), rng)] = None
    return list(found)


def _question(photo: Image.Image, words: str, filters: dict[str, object]) -> Question:
    fields: dict[str, str | tuple[str, bytes, str]] = {
        "photo": ("photo.jpg", encode_jpeg(photo), "image/jpeg"),
        "text": words,
        "filters": json.dumps(filters),
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
