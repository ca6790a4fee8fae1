"""A tiny shop over HTTP: a product's vector is the mean colour of its picture."""

import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.test import Client
from pgvector import HalfVector
from PIL import Image

from catalog.embedding import registry
from catalog.models import Embedding, EncoderVersion, Merchant, Photo, Product
from tests.encoders import COLOURS, ColourEncoder
from tests.responses import ClientResponse

Make = Callable[..., Product]
Ask = Callable[..., ClientResponse]


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture(autouse=True)
def fresh_minute(settings: LazySettings) -> None:
    """Tests must not share the minute in which searches are counted."""
    settings.SHOP_SEARCHES_PER_MINUTE = 1_000_000


@pytest.fixture
def encoder() -> Iterator[ColourEncoder]:
    with registry.use(ColourEncoder()):
        yield ColourEncoder()


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
    """Make an indexed product with one plain photo."""

    def make(title: str, colour: str, **fields: Any) -> Product:
        number = Product.objects.count() + 1
        known = {"external_id": f"P-{number}", "price": Decimal(10), "merchant": merchant}
        product = Product.objects.create(title=title, **{**known, **fields})
        photo = Photo(product=product, state="ready", alt=title, width=8, height=8)
        photo.file.save("photo.jpg", ContentFile(jpeg(colour)))
        image = encoder.encode_images([plain(colour)])[0]
        words = encoder.encode_texts([title])[0]
        joint = HalfVector(np.concatenate([image, words]))
        Embedding.objects.create(encoder_version=version, product=product, photo=photo, joint=joint)
        return product

    return make


@pytest.fixture
def ask(client: Client) -> Ask:
    """POST a search as JSON."""

    def ask(**fields: Any) -> ClientResponse:
        return client.post("/api/v1/searches/", fields, content_type="application/json")

    return ask


@pytest.fixture
def ask_by_form(client: Client) -> Ask:
    """POST a search as a form."""

    def ask_by_form(**fields: Any) -> ClientResponse:
        return client.post("/api/v1/searches/", fields)

    return ask_by_form


def plain(colour: str, size: tuple[int, int] = (64, 64)) -> Image.Image:
    return Image.new("RGB", size, COLOURS[colour])


def jpeg(colour: str) -> bytes:
    file = io.BytesIO()
    plain(colour).save(file, "JPEG")
    return file.getvalue()


def upload(data: bytes, name: str = "photo.jpg") -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name
    return file


def titles(response: ClientResponse) -> list[str]:
    assert response.status_code == 200, response.content
    return [hit["product"]["title"] for hit in body(response)["results"]]


def body(response: ClientResponse) -> dict[str, Any]:
    found: dict[str, Any] = response.json()
    return found


def refused(response: ClientResponse, status: int) -> dict[str, Any]:
    """The problem, whose form is checked."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    problem = body(response)
    assert problem["status"] == status
    assert problem["type"] == "about:blank"
    assert problem["title"]
    assert problem["detail"]
    return problem


@pytest.fixture
def red() -> bytes:
    return jpeg("red")
