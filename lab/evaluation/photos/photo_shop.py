"""Some of the photos as a temporary shop: one product for each, without words."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Final

from catalog.ingest.photos.storage import store_picture
from catalog.models import Merchant, Photo, Product
from lab.evaluation.progress_callbacks import Advance
from lab.training.photo_measures.source_photo import SourcePhoto

BATCH: Final = 50
MAX_BY_PHOTOGRAPHER: Final = 20
"""Products of one photographer: what a query's own photographer took is left out of its results,
and enough others must be left."""
UNTITLED: Final = "Photo"
"""Title of all products. It omits the label, so that searches must find it in the photo."""


@dataclass(frozen=True, slots=True, eq=False)
class PhotoShop:
    """A product for each photo; its external id is its number."""

    photos: Sequence[SourcePhoto]

    @property
    def ids(self) -> range:
        return range(len(self.photos))

    def ids_with(
        self, *, label: str = "", colour: str = "", photographer: str = ""
    ) -> frozenset[str]:
        """Return the products with all the given values."""
        return frozenset(
            str(number)
            for number, photo in enumerate(self.photos)
            if label in ("", photo.label)
            and colour in ("", photo.colour)
            and photographer in ("", photo.photographer)
        )


def photo_shop(photos: Sequence[SourcePhoto], *, size: int) -> PhotoShop:
    """Sample a shop of at most `size` products, the same at each call."""
    shuffled = random.Random(0).sample(photos, len(photos))
    return PhotoShop(list(islice(_few_by_photographer(shuffled), size)))


def _few_by_photographer(photos: Sequence[SourcePhoto]) -> Iterator[SourcePhoto]:
    counts: Counter[str] = Counter()
    for photo in photos:
        counts[photo.photographer] += 1
        if not photo.photographer or counts[photo.photographer] <= MAX_BY_PHOTOGRAPHER:
            yield photo


def fill_shop(shop: PhotoShop, advance: Advance) -> None:
    """Create the products in the current database. Raises UnreadablePhoto."""
    merchant = Merchant.objects.create(name="Photos", slug="photos")
    items = iter(enumerate(shop.photos))
    while batch := list(islice(items, BATCH)):
        products = Product.objects.bulk_create(
            Product(merchant=merchant, external_id=str(number), title=UNTITLED, price=Decimal(1))
            for number, _ in batch
        )
        photos = [Photo(product=product) for product in products]
        for photo, (_, source) in zip(photos, batch, strict=True):
            store_picture(source.picture()).fill(photo)
        Photo.objects.bulk_create(photos)
        advance(len(batch))
