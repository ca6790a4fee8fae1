"""Photos in answers, in the sizes that an app may choose from."""

from typing import Any

import pytest
from django.test import Client

from catalog.models import Photo, Product
from tests.api.conftest import PostSearch, body
from tests.shop import Make

pytestmark = pytest.mark.django_db


def photo_of(client: Client, product: Product) -> dict[str, Any]:
    (photo,) = body(client.get(f"/api/v1/products/{product.pk}/"))["photos"]
    shown: dict[str, Any] = photo
    return shown


@pytest.mark.parametrize(
    ("width", "endings"),
    [
        (1600, {"320": ".320.webp", "640": ".640.webp", "1600": ""}),
        (1280, {"320": ".320.webp", "640": ".640.webp", "1600": ".1280.webp"}),
        (500, {"320": ".320.webp", "640": ".640.webp", "1600": ".640.webp"}),
        (200, {"320": ".320.webp", "640": ".320.webp", "1600": ".320.webp"}),
    ],
)
def test_a_photo_names_the_smallest_copy_of_each_width(
    client: Client, make: Make, width: int, endings: dict[str, str]
) -> None:
    pot = make("Red pot", "red")
    Photo.objects.update(width=width, height=width, rendition_bytes=1_000)
    address = f"http://testserver{pot.photos.get().file.url}"
    photo = photo_of(client, pot)
    assert photo["url"] == address
    assert photo["sizes"] == {size: f"{address}{end}" for size, end in endings.items()}


def test_a_photo_whose_copies_are_not_made_yet_names_itself(client: Client, make: Make) -> None:
    pot = make("Red pot", "red")
    Photo.objects.update(width=1600, height=1600, rendition_bytes=None)
    address = f"http://testserver{pot.photos.get().file.url}"
    assert photo_of(client, pot)["sizes"] == {"320": address, "640": address, "1600": address}


def test_the_photo_of_a_hit_has_sizes_too(make: Make, post_search: PostSearch) -> None:
    make("Red pot", "red")
    Photo.objects.update(width=1600, height=1600, rendition_bytes=1_000)
    (hit,) = body(post_search(text="red"))["results"]
    assert hit["photo"]["sizes"]["320"].startswith("http://testserver/media/photos/")
    assert hit["photo"]["sizes"]["320"].endswith(".320.webp")
