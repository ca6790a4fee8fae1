"""A shop anyone can check by eye: plain pictures, so that a product's vector is its colour."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from pgvector import HalfVector
from PIL import Image

from catalog.embedding import registry
from catalog.embedding.picture import Picture
from catalog.models import Category, Embedding, EncoderVersion, Merchant, Photo, Product
from catalog.search import vectors
from catalog.search.memory import VectorMemory
from tests.encoders import COLOURS, ColourEncoder

Make = Callable[..., Product]


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """No vector is remembered from another test."""
    monkeypatch.setattr(vectors, "_memory", VectorMemory())


@pytest.fixture
def encoder() -> Iterator[ColourEncoder]:
    encoder = ColourEncoder()
    with registry.use(encoder):
        yield encoder


@pytest.fixture
def version(db: None, encoder: ColourEncoder) -> EncoderVersion:
    return EncoderVersion.objects.create(
        name=encoder.name, fingerprint=encoder.fingerprint, dimension=3, state="serving"
    )


@pytest.fixture
def merchant(db: None) -> Merchant:
    return Merchant.objects.create(name="Ada's", slug="adas")


@pytest.fixture
def make(version: EncoderVersion, encoder: ColourEncoder, merchant: Merchant) -> Make:
    """Make an indexed product with one plain photo per colour named."""

    def make(title: str, *photos: str, **fields: Any) -> Product:
        number = Product.objects.count() + 1
        defaults = {"external_id": f"P-{number}", "price": Decimal(10), "merchant": merchant}
        product = Product.objects.create(title=title, **{**defaults, **fields})
        words = encoder.encode_texts([title])[0]
        for position, colour in enumerate(photos):
            photo = Photo.objects.create(
                product=product,
                file=f"{product.pk}-{position}.jpg",
                position=position,
                state="ready",
            )
            image = encoder.encode_images([plain(colour).image])[0]
            add_embedding(version, product, photo, np.concatenate([image, words]))
        return product

    return make


def add_embedding(
    version: EncoderVersion, product: Product, photo: Photo | None, joint: Any
) -> None:
    Embedding.objects.create(
        encoder_version=version, product=product, photo=photo, joint=HalfVector(joint)
    )


def plain(colour: str) -> Picture:
    return Picture(Image.new("RGB", (8, 8), COLOURS[colour]), sha256=colour)


def category(path: str) -> Category:
    """The category at "Clothing/Tops", with its parents."""
    parent = None
    for depth, name in enumerate(path.split("/"), start=1):
        slug = "/".join(path.lower().split("/")[:depth])
        parent, _ = Category.objects.get_or_create(
            path=slug, defaults={"name": name, "parent": parent}
        )
    assert parent
    return parent
