"""Products with plain-coloured photos, whose vectors can be checked by eye."""

import io
from collections.abc import Callable

import numpy as np
from django.core.files.base import ContentFile
from pgvector import HalfVector
from PIL import Image

from catalog.models import Category, Embedding, EncoderVersion, Photo, Product
from catalog.pictures.picture import Picture
from catalog.search.query import ExamplePhoto
from tests.encoders import COLOURS, ColourEncoder

SIZE = (64, 64)
# The fixture `make`: make(title, *colours, **fields).
Make = Callable[..., Product]


def plain(colour: str, size: tuple[int, int] = SIZE) -> Image.Image:
    return Image.new("RGB", size, COLOURS[colour])


def photo_of(colour: str) -> Picture:
    """A shopper's photo, decoded."""
    return Picture(plain(colour), sha256=colour)


def photos_of(*colours: str) -> tuple[ExamplePhoto, ...]:
    """The photos of a query."""
    return tuple(ExamplePhoto(photo_of(colour)) for colour in colours)


def jpeg(colour: str) -> bytes:
    file = io.BytesIO()
    plain(colour).save(file, "JPEG")
    return file.getvalue()


def half_and_half(left: str, right: str) -> bytes:
    """A JPEG of two colours beside each other."""
    picture = Image.new("RGB", (80, 40))
    picture.paste(plain(left), (0, 0))
    picture.paste(plain(right), (40, 0))
    file = io.BytesIO()
    picture.save(file, "JPEG")
    return file.getvalue()


def upload(data: bytes, name: str = "photo.jpg") -> io.BytesIO:
    """A file that the test client can post in a form."""
    file = io.BytesIO(data)
    file.name = name
    return file


def add_photo(product: Product, colour: str, *, position: int) -> Photo:
    photo = Photo(product=product, state="ready", alt=product.title, position=position)
    photo.width, photo.height = SIZE
    photo.file.save(f"{product.pk}-{position}.jpg", ContentFile(jpeg(colour)))
    return photo


def embed(photo: Photo, colour: str, version: EncoderVersion) -> None:
    encoder, product = ColourEncoder(), photo.product
    halves = encoder.encode_images([plain(colour)]), encoder.encode_texts([product.title])
    joint = HalfVector(np.concatenate([half[0] for half in halves]))
    Embedding.objects.create(encoder_version=version, product=product, photo=photo, joint=joint)


def category(path: str) -> Category:
    """The category at a path such as "Clothing/Tops", created with its parents."""
    parent = None
    for depth, name in enumerate(path.split("/"), start=1):
        slug = "/".join(path.lower().split("/")[:depth])
        parent, _ = Category.objects.get_or_create(
            path=slug, defaults={"name": name, "parent": parent}
        )
    assert parent
    return parent
