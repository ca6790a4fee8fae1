"""Searches by several photos, by products, by parts and by what results should not look like."""

import base64
import uuid
from typing import Any

import pytest
from django.test import Client

from catalog.models import Product, QueryPhoto
from tests.api.conftest import PostSearch, body, refused, titles
from tests.shop import Make, half_and_half, jpeg

pytestmark = pytest.mark.django_db


def in_base64(colour: str) -> str:
    return base64.b64encode(jpeg(colour)).decode()


@pytest.fixture
def pots(make: Make) -> dict[str, Product]:
    return {colour: make(f"{colour} pot", colour) for colour in ("red", "blue", "green", "grey")}


@pytest.mark.usefixtures("pots")
def test_the_heavier_of_two_photos_decides(post_search: PostSearch) -> None:
    for heavy, light in (("red", "blue"), ("blue", "red")):
        photos = [
            {"photo_base64": in_base64(heavy), "weight": 5},
            {"photo_base64": in_base64(light), "weight": 0.5},
        ]
        assert titles(post_search(photos=photos))[0] == f"{heavy} pot"


@pytest.mark.usefixtures("pots")
def test_each_photo_is_told_with_its_id_and_part(post_search: PostSearch) -> None:
    crop = {"x": 0, "y": 0, "width": 0.5, "height": 1}
    photos = [{"photo_base64": in_base64("red")}, {"photo_base64": in_base64("blue"), "crop": crop}]
    answer = body(post_search(photos=photos))
    assert [photo["crop"] for photo in answer["photos"]] == [None, crop]
    ids = [photo["photo_id"] for photo in answer["photos"]]
    assert answer["photo_id"] == ids[0]
    assert {str(photo.pk) for photo in QueryPhoto.objects.all()} == set(ids)


@pytest.mark.usefixtures("pots")
def test_a_search_by_several_photos_is_repeated_with_their_weights(
    post_search: PostSearch, client: Client
) -> None:
    photos = [
        {"photo_base64": in_base64("red"), "weight": 0.5},
        {"photo_base64": in_base64("blue"), "weight": 3},
    ]
    first = body(post_search(photos=photos))
    assert body(client.get(f"/api/v1/searches/{first['id']}/")) == first


def test_a_product_is_one_of_the_photos_and_is_not_found_itself(
    post_search: PostSearch, pots: dict[str, Product], make: Make, client: Client
) -> None:
    make("red cup", "red")
    photos = [{"product_id": pots["red"].pk, "weight": 4}, {"photo_base64": in_base64("blue")}]
    first = post_search(photos=photos)
    assert titles(first)[0] == "red cup"
    assert "red pot" not in titles(first)
    assert body(client.get(f"/api/v1/searches/{body(first)['id']}/")) == body(first)


def test_two_products_are_searched_by_as_one(
    post_search: PostSearch, pots: dict[str, Product], make: Make
) -> None:
    make("red cup", "red")
    photos = [{"product_id": pots[colour].pk} for colour in ("red", "blue")]
    assert set(titles(post_search(photos=photos))) == {"red cup", "green pot", "grey pot"}


def test_a_product_that_is_not_indexed_is_told(post_search: PostSearch, make: Make) -> None:
    bare = make("Bare")
    answer = body(post_search(photos=[{"product_id": bare.pk}]))
    assert "not indexed yet" in answer["notices"][0]


def test_results_turn_away_from_products_to_be_unlike(
    post_search: PostSearch, pots: dict[str, Product], make: Make
) -> None:
    make("red cup", "red")
    purple = half_and_half("red", "blue")
    photo = base64.b64encode(purple).decode()
    found = titles(post_search(photo_base64=photo, unlike=[pots["red"].pk]))
    assert found[0] == "blue pot"
    assert "red pot" not in found


@pytest.mark.parametrize(
    ("search", "field"),
    [
        ({"photos": []}, "photos"),
        ({"photos": [{"photo_base64": "YWJj"}] * 4}, "photos"),
        ({"photos": [{}]}, "photos.0"),
        ({"photos": [{"weight": 2}]}, "photos.0"),
        ({"photos": [{"photo_id": str(uuid.uuid4()), "product_id": 1}]}, "photos.0"),
        ({"photos": [{"product_id": 1}]}, "photos.0.product_id"),
        ({"photos": [{"photo_id": str(uuid.uuid4())}]}, "photos.0.photo_id"),
        ({"photos": [{"photo_id": "x"}]}, "photos.0.photo_id"),
        ({"photos": [{"photo_id": str(uuid.uuid4()), "weight": 0}]}, "photos.0.weight"),
        ({"photos": [{"photo_id": str(uuid.uuid4()), "weight": 11}]}, "photos.0.weight"),
        ({"photos": [{"photo_id": str(uuid.uuid4()), "sort": "newest"}]}, "photos.0.sort"),
        ({"photos": [{"photo_id": str(uuid.uuid4())}], "similar_to": 1}, "photos"),
        ({"photos": [{"photo_id": str(uuid.uuid4())}], "region": 1}, "region"),
        ({"unlike": [1] * 6}, "unlike"),
        ({"unlike": ["x"]}, "unlike.0"),
        ({"unlike": [2**63]}, "unlike.0"),
        ({"fields": ["title"]}, "fields.0"),
        ({"fields": []}, "fields"),
        ({"fields": ["photo"] * 31}, "fields"),
        ({"facets": "some"}, "facets"),
    ],
)
@pytest.mark.usefixtures("make")
def test_an_invalid_example_is_refused_by_its_path(
    post_search: PostSearch, search: dict[str, Any], field: str
) -> None:
    assert field in refused(post_search(**search), 400)["errors"]


def test_of_several_photos_the_one_that_is_gone_is_named(
    post_search: PostSearch, pots: dict[str, Product]
) -> None:
    here = body(post_search(photo_base64=in_base64("red")))["photo_id"]
    photos = [{"photo_id": here}, {"photo_id": str(uuid.uuid4())}]
    assert set(refused(post_search(photos=photos), 400)["errors"]) == {"photos.1.photo_id"}


def test_a_crop_too_small_is_refused_by_its_path(post_search: PostSearch) -> None:
    crop = {"x": 0, "y": 0, "width": 0.01, "height": 0.01}
    photos = [{"photo_base64": in_base64("red")}, {"photo_base64": in_base64("red"), "crop": crop}]
    assert set(refused(post_search(photos=photos), 400)["errors"]) == {"photos.1.crop"}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: f"DATA:IMAGE/JPEG;BASE64,{text}",
        lambda text: f" \n data:image/jpeg;base64,{text}",
        lambda text: f"  {text}",
        lambda text: text.replace("+", "-").replace("/", "_"),
        lambda text: text.replace("+", "-").replace("/", "_").rstrip("="),
    ],
)
@pytest.mark.usefixtures("pots")
def test_base64_is_taken_as_clients_write_it(post_search: PostSearch, change: Any) -> None:
    plain = in_base64("red")
    assert set("+/") & set(plain)
    assert titles(post_search(photo_base64=change(plain)))[0] == "red pot"
