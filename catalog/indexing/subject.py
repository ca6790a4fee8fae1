"""What is to be embedded of a product, as it is in the database right now."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from catalog.embedding.description import describe
from catalog.models import Photo, Product, WorkState


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    product_id: int
    words: str
    words_sha256: str
    photos: tuple[Photo, ...]


def subjects_of(product_ids: Sequence[int]) -> list[Subject]:
    ready = Photo.objects.filter(state=WorkState.READY)
    products = Product.objects.filter(pk__in=product_ids).only(
        "title", "description", "brand", "attributes"
    )
    return [_subject(product) for product in products.prefetch_related(Prefetch("photos", ready))]


def _subject(product: Product) -> Subject:
    words = describe(product)
    return Subject(
        product_id=product.pk,
        words=words,
        words_sha256=hashlib.sha256(words.encode()).hexdigest(),
        photos=tuple(product.photos.all()),
    )
