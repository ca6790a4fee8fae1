"""Measure the speed of an indexing worker and of the encoder alone."""

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from statistics import median
from typing import Final

from PIL.Image import Image

from catalog.embedding.registry import default_encoder
from catalog.indexing.batch import index_due
from catalog.indexing.rounds import index_all_due
from catalog.indexing.vectors import ENCODER_BATCH_SIZE
from catalog.ingest.photos.storage import store_picture
from catalog.models import Embedding, Merchant, Photo, Product
from catalog.pictures.picture import Picture, decode_for_encoder, decode_picture
from lab.demo.rendering import encode_jpeg
from lab.demo.shopper import shopper_photo
from lab.demo.world import sample_design
from lab.evaluation.temporary_shop import EvaluationError, temporary_shop

SIDE: Final = 1000
"""Width and height of the stored photos in pixels, as is typical of shops."""

DISTINCT_PHOTOS: Final = 32
ROUNDS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexingSpeed:
    """Products per second, with one photo each: medians of alternating rounds.

    `bare` is the encoder alone; a worker also reads, decodes and writes.
    """

    encoder: str
    photos: int  # per round
    bare: float
    worker: float

    @property
    def share(self) -> float:
        return self.worker / self.bare


def run_index(products: int, progress: Callable[[int], None]) -> IndexingSpeed:
    """Measure both speeds in a temporary shop. Raises EvaluationError if a product fails."""
    photos, side = (
        [_render_photo(number) for number in range(DISTINCT_PHOTOS)],
        default_encoder().image_size,
    )
    decoded = [decode_for_encoder(photo.to_jpeg(), image_size=side) for photo in photos]
    rounds: list[tuple[float, float]] = []
    with temporary_shop():
        merchant = Merchant.objects.create(name="Bench", slug="bench")
        index_due()  # creates the encoder version and loads the encoder
        for number in range(ROUNDS):
            _add_products(merchant, photos, first=number * products, count=products)
            rounds.append(
                (_seconds(lambda: _run_encoder(decoded, products)), _seconds(_run_worker))
            )
            progress(1)
        _check_all_embedded(products * ROUNDS)
    bare, worker = (products / median(seconds) for seconds in zip(*rounds, strict=True))
    return IndexingSpeed(encoder=default_encoder().name, photos=products, bare=bare, worker=worker)


def _run_encoder(photos: Sequence[Image], count: int) -> None:
    """Encode `count` decoded photos and as many texts, in batches as large as a worker's."""
    encoder = default_encoder()
    for start in range(0, count, ENCODER_BATCH_SIZE):
        numbers = range(start, min(start + ENCODER_BATCH_SIZE, count))
        encoder.encode_images([photos[number % len(photos)] for number in numbers])
        encoder.encode_texts([_title(number) for number in numbers])


def _run_worker() -> None:
    index_all_due(until=math.inf)


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _add_products(merchant: Merchant, photos: Sequence[Picture], *, first: int, count: int) -> None:
    """Add products whose photos share a few files. Distinct hashes prevent the reuse of vectors."""
    stored = [store_picture(photo) for photo in photos]
    numbers = range(first, first + count)
    products = Product.objects.bulk_create(
        Product(merchant=merchant, external_id=f"B{n}", title=_title(n), price=Decimal(1))
        for n in numbers
    )
    rows = []
    for number, product in zip(numbers, products, strict=True):
        photo = Photo(product=product)
        stored[number % len(stored)].fill(photo)
        photo.sha256 = sha256(str(number).encode()).hexdigest()
        rows.append(photo)
    Photo.objects.bulk_create(rows)


def _title(number: int) -> str:
    return f"Thing {number}"


def _check_all_embedded(expected: int) -> None:
    if (done := Embedding.objects.count()) != expected:
        raise EvaluationError(f"Only {done} of {expected} products were embedded.")


def _render_photo(number: int) -> Picture:
    design = sample_design(random.Random(number))  # noqa: S311 - no secret
    return decode_picture(encode_jpeg(shopper_photo(design, seed=number, size=SIDE)))
