"""Distinct API searches as apps send them, with a shopper's photo, a text and a filter."""

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

DISTINCT_PHOTOS: Final = 24
SEED: Final = 2
"""Differs from the seed of the shop's products."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    body: bytes
    content_type: str


def search_requests(count: int, *, side: int, sold: Sequence[DemoProduct]) -> list[SearchRequest]:
    """Make requests with photos of side x side pixels, and filters that a product passes."""
    designs = [product.design for product in demo_products(DISTINCT_PHOTOS, seed=SEED)]
    photos = [_decode(data, side) for data in shopper_jpegs(designs, seed=SEED)]
    return [
        _request(
            _shift(photos[number % DISTINCT_PHOTOS], number // DISTINCT_PHOTOS),
            text,
            _filter(number, sold[number % len(sold)]),
        )
        for number, text in enumerate(_texts(count))
    ]


def _texts(count: int) -> list[str]:
    """Make distinct shopper queries, so that no text vector is cached."""
    rng = random.Random(SEED)  # noqa: S311 - nothing secret
    texts: dict[str, None] = {}
    while len(texts) < count:
        texts[shopper_query(sample_design(rng), rng)] = None
    return list(texts)


def _request(photo: Image.Image, text: str, filters: dict[str, object]) -> SearchRequest:
    fields: dict[str, str | tuple[str, bytes, str]] = {
        "photo": ("photo.jpg", encode_jpeg(photo), "image/jpeg"),
        "text": text,
        "filters": json.dumps(filters),
    }
    body, content_type = encode_multipart_formdata(fields)
    return SearchRequest(body=body, content_type=content_type)


def _filter(number: int, product: DemoProduct) -> dict[str, object]:
    """Make a filter that most, some or few products pass, in turn by `number`."""
    filters: list[dict[str, object]] = [
        {"availability": ["in_stock"]},
        {"price_max": str(product.price)},
        {"attributes": {"color": [product.attributes["color"]]}},
        {"brand": [product.brand]},
    ]
    return filters[number % len(filters)]


def _decode(data: bytes, side: int) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB").resize((side, side))


def _shift(photo: Image.Image, by: int) -> Image.Image:
    """Shift the picture by some pixels, so that its vector is not cached."""
    return ImageChops.offset(photo, by)
