"""`./shop bench index`: how much of the bare encoder's speed is left when a catalog is embedded."""

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
from lab.evaluation.shop import EvaluationError, temporary_shop

SIDE: Final = 1000
"""Pixels of a stored photo's sides, as shops have them."""

DRAWN: Final = 32
ROUNDS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexingSpeed:
    """Products, of one photo each, a second; medians of rounds in turns. A worker also decodes,
    reads and writes.
    """

    encoder: str
    photos: int  # of each round
    bare: float
    worker: float

    @property
    def share(self) -> float:
        return self.worker / self.bare


def run_index(products: int, progress: Callable[[int], None]) -> IndexingSpeed:
    """A temporary shop's products, one photo each. Raises EvaluationError."""
    photos, side = [_photo(number) for number in range(DRAWN)], default_encoder().image_size
    decoded = [decode_for_encoder(photo.to_jpeg(), image_size=side) for photo in photos]
    rounds: list[tuple[float, float]] = []
    with temporary_shop():
        merchant = Merchant.objects.create(name="Bench", slug="bench")
        index_due()  # makes the version, loads the encoder
        for number in range(ROUNDS):
            _stock(merchant, photos, first=number * products, count=products)
            rounds.append((_seconds(lambda: _bare(decoded, products)), _seconds(_worker)))
            progress(1)
        _check(products * ROUNDS)
    bare, worker = (products / median(seconds) for seconds in zip(*rounds, strict=True))
    return IndexingSpeed(encoder=default_encoder().name, photos=products, bare=bare, worker=worker)


def _bare(photos: Sequence[Image], count: int) -> None:
    """The same encoder, in the same batches, on decoded photos and as many texts."""
    encoder = default_encoder()
    for start in range(0, count, ENCODER_BATCH_SIZE):
        places = range(start, min(start + ENCODER_BATCH_SIZE, count))
        encoder.encode_images([photos[place % len(photos)] for place in places])
        encoder.encode_texts([_title(place) for place in places])


def _worker() -> None:
    index_all_due(until=math.inf)


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _stock(merchant: Merchant, photos: Sequence[Picture], *, first: int, count: int) -> None:
    """Few files serve many photos, each with a hash of its own: none is taken for another."""
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


def _check(expected: int) -> None:
    if (done := Embedding.objects.count()) != expected:
        raise EvaluationError(f"Only {done} of {expected} products were embedded.")


def _photo(number: int) -> Picture:
    design = sample_design(random.Random(number))  # noqa: S311 - no secret
    return decode_picture(encode_jpeg(shopper_photo(design, seed=number, size=SIDE)))
