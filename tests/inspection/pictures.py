"""Pictures that look like no other, and products with them."""

import hashlib
import io
import itertools
from typing import Any

import numpy as np
from django.core.files.base import ContentFile
from pgvector import HalfVector
from PIL import Image

from catalog.models import Embedding, EncoderVersion, Merchant, Photo, Product, WorkState
from tests.encoders import ColourEncoder

_numbers = itertools.count(1)


def blots(seed: int, side: int = 200) -> Image.Image:
    """A picture of soft blots of colour."""
    coarse = np.random.default_rng(seed).integers(0, 255, (6, 6, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC)


def cropped(picture: Image.Image, share: float) -> Image.Image:
    width, height = picture.size
    left, top = width * share, height * share
    return picture.crop((int(left), int(top), int(width - left), int(height - top)))


def jpeg(picture: Image.Image, quality: int = 90) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()


def sell(data: bytes, *, version: EncoderVersion, to: Merchant, **fields: Any) -> Product:
    """Save a product with a picture, embedded."""
    values = {"merchant": to, "external_id": f"D{next(_numbers)}", "title": "Mug", "price": 9}
    product = Product.objects.create(**values | fields)
    add_picture(product, data, version)
    return product


def add_picture(product: Product, data: bytes, version: EncoderVersion) -> Photo:
    photo = Photo.objects.create(
        product=product,
        file=ContentFile(data, name="photo.jpg"),
        sha256=hashlib.sha256(data).hexdigest(),
        state=WorkState.READY,
    )
    encoder = ColourEncoder()
    image = encoder.encode_images([Image.open(io.BytesIO(data)).convert("RGB")])
    Embedding.objects.create(
        product=product,
        photo=photo,
        encoder_version=version,
        joint=HalfVector(np.concatenate([image[0], encoder.encode_texts([product.title])[0]])),
        photo_sha256=photo.sha256,
    )
    return photo
