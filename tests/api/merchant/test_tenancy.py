"""A key sees and changes things of its own merchant only. New addresses are tried by themselves."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from catalog.api.merchant import urls
from catalog.models import ImportRun, Merchant, Photo, Product
from tests.api.conftest import body, refused
from tests.api.merchant.conftest import BASE, Shopkeeper

pytestmark = pytest.mark.django_db
MUG = {"external_id": "M-1", "title": "Mug", "price": "9.50"}
METHODS = ("get", "post", "put", "patch", "delete")


def operations() -> Iterator[tuple[str, str]]:
    """Every method of every address for merchants."""
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        view: Any = pattern.callback
        for method in METHODS:
            if hasattr(view.cls, method):
                yield method, str(pattern.pattern)


OPERATIONS = list(operations())
WITH_IDS = [(method, path) for method, path in OPERATIONS if "<" in path]


@pytest.fixture
def bens(ben: Shopkeeper) -> dict[str, object]:
    """The ids of what Ben has, by the names that addresses give them."""
    ben.upsert({**MUG, "external_id": "B-1", "photos": [{"source_url": "https://b.example/1.jpg"}]})
    run = ImportRun.objects.get(merchant=ben.merchant)
    ImportRun.objects.filter(pk=run.pk).update(state="paused", missing_state="unconfirmed")
    address = ben.merchant.feed_addresses.create(
        merchant=ben.merchant,
        name="Feed",
        feed=ben.merchant.feeds.create(name="feed"),
        address="https://b.example/feed.xml",
        state="paused",
    )
    photo = Photo.objects.get(product__merchant=ben.merchant)
    return {
        "external_id": "B-1",
        "photo_id": photo.pk,
        "import_id": run.pk,
        "feed_address_id": address.pk,
    }


def filled(path: str, ids: dict[str, object]) -> str:
    literal, *parts = path.split("<")
    named = (part.partition(">") for part in parts)
    return literal + "".join(str(ids[name.split(":")[-1]]) + rest for name, _, rest in named)


def state(merchant: Merchant) -> list[object]:
    """All that a foreign request could change."""
    return [
        list(model.objects.filter(**{lookup: merchant}).order_by("pk").values())
        for model, lookup in (
            (Product, "merchant"),
            (Photo, "product__merchant"),
            (ImportRun, "merchant"),
        )
    ] + [list(merchant.feed_addresses.values())]


def test_there_are_addresses_to_try() -> None:
    assert len(WITH_IDS) >= 15


@pytest.mark.parametrize(("method", "path"), WITH_IDS)
def test_what_another_merchant_has_is_not_found(
    ada: Shopkeeper, ben: Shopkeeper, bens: dict[str, object], method: str, path: str
) -> None:
    before = state(ben.merchant)
    address = filled(path, bens)
    answer = ada.send(method, address, {}) if method != "get" else ada.get(address)
    refused(answer, 404)
    assert state(ben.merchant) == before


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_address_needs_a_secret_key(bens: dict[str, object], method: str, path: str) -> None:
    answer = getattr(Client(), method)(BASE + filled(path, bens))
    refused(answer, 401)


@pytest.mark.parametrize("path", [path for method, path in OPERATIONS if method == "get"])
def test_no_list_holds_anything_of_another_merchant(
    ada: Shopkeeper, ben: Shopkeeper, bens: dict[str, object], path: str
) -> None:
    if "<" not in path:
        assert body(ada.get(path))["results"] == []
        assert len(body(ben.get(path))["results"]) == 1


def test_an_own_photo_is_not_found_under_a_foreign_product(
    ada: Shopkeeper, bens: dict[str, object]
) -> None:
    ada.upsert(MUG)
    refused(ada.delete(f"products/M-1/photos/{bens['photo_id']}/"), 404)


def test_ids_of_another_merchant_delete_nothing(
    ada: Shopkeeper, ben: Shopkeeper, bens: dict[str, object]
) -> None:
    answer = ada.post("products/delete/", {"external_ids": [bens["external_id"]]})
    assert body(answer)["results"] == [{"external_id": "B-1", "result": "not_found"}]
    assert Product.objects.filter(merchant=ben.merchant).exists()
