"""A search by photo, repeated by its id or by the photo's id, gives the same products in order."""

import base64
import hashlib
import io
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from django.test import Client
from pgvector import HalfVector
from PIL import Image

from catalog.embedding import registry
from catalog.embedding.encoder import Vectors
from catalog.models import QueryPhoto
from tests.api.conftest import PostSearch, body, titles
from tests.encoders import ColourEncoder, unit
from tests.shop import Make, upload

pytestmark = pytest.mark.django_db


class PixelEncoder(ColourEncoder):
    """Every change of a pixel changes the whole vector."""

    def encode_images(self, images: Sequence[Image.Image]) -> Vectors:
        digests = [hashlib.sha256(image.tobytes()).digest() for image in images]
        seeds = [int.from_bytes(digest[:8]) for digest in digests]
        return unit(np.stack([np.random.default_rng(s).normal(size=3) for s in seeds]))


@pytest.fixture
def shop(make: Make) -> Iterator[None]:
    """Thirty products with random vectors."""
    rng = np.random.default_rng(0)
    for number in range(30):
        product = make(f"Thing {number}", "red")
        joint = unit(rng.normal(size=(2, 3)).astype(np.float32)).ravel()
        product.embeddings.update(joint=HalfVector(joint))
    with registry.override_encoder(PixelEncoder()):
        yield


def noise(seed: int) -> bytes:
    """A JPEG that is larger than what is stored of it."""
    pixels = np.random.default_rng(seed).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).resize((1600, 1200)).save(file, "JPEG")
    return file.getvalue()


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("seed", range(3))
def test_a_search_repeated_by_its_id_or_by_its_photo_has_the_same_order(
    client: Client, post_form: PostSearch, post_search: PostSearch, seed: int
) -> None:
    first = post_form(photo=upload(noise(seed)), limit=30)
    by_id = client.get(f"/api/v1/searches/{body(first)['id']}/")
    by_photo = post_search(photo_id=body(first)["photo_id"], limit=30)
    assert titles(by_id) == titles(by_photo) == titles(first)


@pytest.mark.usefixtures("shop")
def test_the_pages_of_a_search_by_photo_hold_every_product_once(
    client: Client, post_form: PostSearch
) -> None:
    page = post_form(photo=upload(noise(0)), limit=12)
    found = titles(page)
    while url := body(page)["next"]:
        page = client.get(url)
        found += titles(page)
    assert sorted(found) == sorted(f"Thing {number}" for number in range(30))


@pytest.mark.usefixtures("shop")
def test_a_repeated_search_with_a_crop_has_the_same_order(
    client: Client, post_search: PostSearch
) -> None:
    crop = {"x": 0.25, "y": 0.25, "width": 0.5, "height": 0.5}
    photo = base64.b64encode(noise(1)).decode()
    first = post_search(photo_base64=photo, crop=crop, limit=30)
    assert titles(client.get(f"/api/v1/searches/{body(first)['id']}/")) == titles(first)


@pytest.mark.usefixtures("shop")
def test_the_vector_of_another_encoder_is_not_used(client: Client, post_form: PostSearch) -> None:
    """The stored photo is encoded again."""
    first = post_form(photo=upload(noise(2)), limit=30)
    QueryPhoto.objects.update(encoder_fingerprint="of another encoder")
    again = titles(client.get(f"/api/v1/searches/{body(first)['id']}/"))
    assert sorted(again) == sorted(titles(first))
    assert again != titles(first)
