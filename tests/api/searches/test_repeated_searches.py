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
from catalog.search.query_vectors import forget_photo_vectors
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
    """A JPEG as of a phone, which is larger than what is decoded of it, and what is stored."""
    pixels = np.random.default_rng(seed).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).resize((3000, 2250)).save(file, "JPEG")
    return file.getvalue()


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("seed", range(24))
def test_a_search_repeated_by_its_id_or_by_its_photo_has_the_same_order(
    client: Client, post_form: PostSearch, post_search: PostSearch, seed: int
) -> None:
    first = post_form(photo=upload(noise(seed)), limit=30)
    by_id = client.get(f"/api/v1/searches/{body(first)['id']}/")
    by_photo = post_search(photo_id=body(first)["photo_id"], limit=30)
    assert body(by_id) == body(first)
    assert body(by_photo)["results"] == body(first)["results"]
    assert len(titles(first)) == 30


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("seed", range(24))
def test_the_pages_of_a_search_by_photo_hold_every_product_once(
    client: Client, post_form: PostSearch, seed: int
) -> None:
    page = post_form(photo=upload(noise(seed)), limit=12)
    found = titles(page)
    while url := body(page)["next"]:
        forget_photo_vectors()  # as in another process
        page = client.get(url)
        found += titles(page)
    assert sorted(found) == sorted(f"Thing {number}" for number in range(30))


@pytest.mark.usefixtures("shop")
def test_a_repeated_search_with_a_crop_has_the_same_order(
    client: Client, post_search: PostSearch
) -> None:
    crop = {"x": 0.25, "y": 0.25, "width": 0.5, "height": 0.5}
    photo = base64.b64encode(noise(1)).decode()
    first = body(post_search(photo_base64=photo, crop=crop, limit=30))
    forget_photo_vectors()
    assert body(client.get(f"/api/v1/searches/{first['id']}/")) == first
    again = post_search(photo_id=first["photo_id"], crop=crop, limit=30)
    assert body(again)["results"] == first["results"]


@pytest.mark.usefixtures("shop")
def test_the_vector_of_another_encoder_is_not_used(client: Client, post_form: PostSearch) -> None:
    """The stored photo is encoded again."""
    first = body(post_form(photo=upload(noise(2)), limit=30))
    vector = np.ones(3, dtype=np.float32).tobytes()
    QueryPhoto.objects.update(encoder_fingerprint="of another encoder", vector=vector)
    assert body(client.get(f"/api/v1/searches/{first['id']}/")) == first
    QueryPhoto.objects.update(encoder_fingerprint=PixelEncoder.fingerprint)
    assert body(client.get(f"/api/v1/searches/{first['id']}/"))["results"] != first["results"]


@pytest.mark.usefixtures("shop")
def test_a_photo_is_encoded_once_for_all_pages(client: Client, post_form: PostSearch) -> None:
    first = body(post_form(photo=upload(noise(3)), limit=12))
    forget_photo_vectors()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PixelEncoder, "encode_images", None)
        assert client.get(first["next"]).status_code == 200
