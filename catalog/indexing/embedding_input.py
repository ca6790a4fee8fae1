"""What is embedded of a product: its description and its ready photos."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from catalog.embedding.description import describe
from catalog.models import Photo, Product, WorkState


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingInput:
    product_id: int
    text: str
    text_sha256: str
    photos: tuple[Photo, ...]


def embedding_inputs(product_ids: Sequence[int]) -> list[EmbeddingInput]:
    """Return what to embed of products, in no particular order, leaving out deleted ones."""
    ready = Photo.objects.filter(state=WorkState.READY)
    products = Product.objects.filter(pk__in=product_ids).only(
        "title", "description", "brand", "attributes"
    )
    return [_input(product) for product in products.prefetch_related(Prefetch("photos", ready))]


def _input(product: Product) -> EmbeddingInput:
    text = describe(product)
    return EmbeddingInput(
        product_id=product.pk,
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        photos=tuple(product.photos.all()),
    )
