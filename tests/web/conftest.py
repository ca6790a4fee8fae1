"""A small shop whose products are their colours, and a shopper in front of it."""

import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pgvector import HalfVector
from PIL import Image
from pytest_django import Settings

from catalog.embedding import registry
from catalog.models import Category, Embedding, EncoderVersion, Merchant, Photo, Product
from tests.encoders import COLOURS, ColourEncoder

Sell = Callable[..., Product]


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def no_limit(settings: Settings) -> None:
    """All tests search from one address within a minute."""
    settings.SHOP_SEARCHES_PER_MINUTE = 100_000


@pytest.fixture
def encoder() -> Iterator[ColourEncoder]:
    encoder = ColourEncoder()
    with registry.use(encoder):
        yield encoder


@pytest.fixture
def sell(db: None, encoder: ColourEncoder) -> Sell:
    """Put an indexed product with one plain photo into the shop."""
    merchant = Merchant.objects.create(name="Corner House", slug="corner-house")
    version = EncoderVersion.objects.create(
        name=encoder.name, fingerprint=encoder.fingerprint, dimension=3, state="serving"
    )

    def sell(title: str, colour: str = "grey", **fields: Any) -> Product:
        number = Product.objects.count() + 1
        defaults = {"merchant": merchant, "external_id": f"P-{number}", "price": Decimal(10)}
        product = Product.objects.create(title=title, **{**defaults, **fields})
        photo = Photo(product=product, state="ready", width=40, height=40, sha256=colour)
        photo.file.save(f"{product.pk}.jpg", ContentFile(jpeg(colour)))
        vectors = encoder.encode_images([plain(colour)]), encoder.encode_texts([title])
        Embedding.objects.create(
            encoder_version=version,
            product=product,
            photo=photo,
            joint=HalfVector(np.concatenate([half[0] for half in vectors])),
        )
        return product

    return sell


@pytest.fixture
def clothing(db: None) -> Category:
    return Category.objects.create(name="Clothing", path="clothing")


def plain(colour: str) -> Image.Image:
    return Image.new("RGB", (40, 40), COLOURS[colour])


def jpeg(colour: str) -> bytes:
    file = io.BytesIO()
    plain(colour).save(file, "JPEG")
    return file.getvalue()


def upload(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def search_address(client: Client, **form: Any) -> str:
    """Where a browser is sent after the form."""
    response = client.post("/search/", form)
    assert response.status_code == 303, response.content.decode()
    return response.headers["Location"]
