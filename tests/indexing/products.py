"""Products with plain-coloured photos, and an encoder that counts its work."""

import hashlib
import itertools
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from django.core.files.base import ContentFile
from PIL import Image

from catalog.embedding.encoder import Vectors
from catalog.models import Embedding, Merchant, Photo, Product, ProductIndexing, WorkState
from catalog.pictures.picture import Picture
from tests.encoders import COLOURS, ColourEncoder

_numbers = itertools.count(1)


class CountingEncoder(ColourEncoder):
    """Counts images, records texts, and fails for texts that contain `poison`."""

    name = "test:counting"

    def __init__(self, *, poison: str = "poison") -> None:
        self.poison = poison
        self.images = 0
        self.texts: list[str] = []

    def encode_images(self, images: Sequence[Image.Image]) -> Vectors:
        self.images += len(images)
        return super().encode_images(images)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        if any(self.poison in text for text in texts):
            raise RuntimeError("the encoder choked")
        return super().encode_texts(texts)


def make_product(title: str, *colours: str) -> Product:
    merchant, _ = Merchant.objects.get_or_create(name="Ada's", slug="adas")
    product = Product.objects.create(
        merchant=merchant, external_id=str(next(_numbers)), title=title, price=Decimal(9)
    )
    for position, colour in enumerate(colours):
        add_photo(product, colour, position=position)
    return product


def add_photo(product: Product, colour: str, *, position: int = 0) -> Photo:
    data = Picture(image=Image.new("RGB", (16, 16), COLOURS[colour]), sha256="").to_jpeg()
    return Photo.objects.create(
        product=product,
        file=ContentFile(data, name=f"{colour}.jpg"),
        sha256=hashlib.sha256(data).hexdigest(),
        position=position,
        state=WorkState.READY,
    )


def make_due() -> None:
    """Let all leases and backoffs expire."""
    pending = ProductIndexing.objects.filter(state=WorkState.PENDING)
    pending.update(due_at="2020-01-01T00:00:00Z")


def indexing(product: Product) -> ProductIndexing:
    return ProductIndexing.objects.get(product=product)


def halves(row: Embedding) -> tuple[Vectors, Vectors]:
    """Return the photo's vector and the description's vector."""
    image, text = np.split(np.asarray(row.joint, dtype=np.float32), 2)
    return image, text
