"""The panel beside the results: photos with their parts, products, the balance, regions."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from catalog.embedding.encoder import Encoder
from catalog.models import QueryPhoto
from catalog.pictures.picture import CropBox
from catalog.search.photos import store_query_photo
from catalog.search.regions import stored
from catalog.search.regions.proposing import Region
from catalog.web.summary import SearchSummary
from tests.shop import Make, jpeg, photo_of, upload

pytestmark = pytest.mark.django_db

LEFT = CropBox(left=0, top=0, right=0.5, bottom=1)


@pytest.fixture
def photo() -> QueryPhoto:
    return store_query_photo(photo_of("red"))


@pytest.fixture
def proposals(monkeypatch: pytest.MonkeyPatch) -> list[Image.Image]:
    """The pictures for which regions have been proposed: one, the left half."""
    asked: list[Image.Image] = []

    def propose(image: Image.Image, encoder: Encoder) -> tuple[Region, ...]:
        asked.append(image)
        return (Region(box=LEFT, score=1.0),)

    monkeypatch.setattr(stored, "propose_regions", propose)
    return asked


def summary(client: Client, query: str) -> SearchSummary:
    context: Any = client.get(f"/search/?{query}").context
    found: SearchSummary = context["page"].summary
    return found


def test_the_panel_has_each_photo_with_its_part(client: Client, sell: Make) -> None:
    sell("Red pot", "red")
    first, second = (store_query_photo(photo_of(colour)).pk for colour in ("red", "blue"))
    shown = summary(client, f"photo={first}~0,0,0.5,1&photo={second}")
    assert [photo.has_part for photo in shown.photos] == [True, False]
    assert [side.value for side in shown.photos[0].sides] == ["0", "0", "50", "100"]
    assert str(shown.photos[0].without) == f"/search/?photo={second}"
    assert shown.takes_photos


def test_a_fourth_photo_is_left_out(client: Client, sell: Make) -> None:
    sell("Red pot", "red")
    ids = [store_query_photo(photo_of("red")).pk for _ in range(4)]
    three, four = ("&".join(f"photo={key}" for key in ids[:count]) for count in (3, 4))
    assert not summary(client, three).takes_photos
    response = client.get(f"/search/?{four}")
    assert len(response.context["summary"].photos) == 3
    assert "At most 3 photos" in response.content.decode()


def test_a_photo_is_added_beside_another(client: Client, photo: QueryPhoto) -> None:
    form = {"photo": str(photo.pk), "add": "1", "upload": upload(jpeg("blue"))}
    address = client.post("/search/", form).headers["Location"]
    assert address.startswith(f"/search/?photo={photo.pk}&photo=")


def test_a_photo_stands_beside_a_product_to_be_like_and_others_to_be_unlike(
    client: Client, sell: Make, photo: QueryPhoto
) -> None:
    like, unlike = sell("Red pot", "red"), sell("Blue pot", "blue")
    shown = summary(client, f"photo={photo.pk}&like={like.pk}&unlike={unlike.pk}&unlike=999999")
    assert shown.like is not None
    assert str(shown.like.without) == (
        f"/search/?photo={photo.pk}&unlike={unlike.pk}&unlike=999999"
    )
    assert [product.title for product in shown.unlike] == ["Blue pot"]


@pytest.mark.parametrize(
    ("query", "chosen"),
    [("q=cup", ["Balanced"]), ("q=cup&w=90", ["More like the photo"]), ("w=90", [])],
)
def test_the_balance_is_offered_only_between_a_photo_and_words(
    client: Client, sell: Make, photo: QueryPhoto, query: str, chosen: list[str]
) -> None:
    sell("Red pot", "red")
    choices = summary(client, f"photo={photo.pk}&{query}").balances
    assert [choice.label for choice in choices if choice.selected] == chosen
    assert not summary(client, query).balances


def test_regions_are_proposed_after_the_results_and_only_once(
    client: Client, sell: Make, photo: QueryPhoto, proposals: list[Image.Image]
) -> None:
    sell("Red pot", "red")
    (panel,) = summary(client, f"photo={photo.pk}&q=pot").photos
    assert panel.regions == ()
    assert proposals == []
    fragment = client.get(panel.regions_url).content.decode()
    assert f"/search/?photo={photo.pk}~0%2C0%2C0.5%2C1&amp;q=pot" in fragment.replace("%7E", "~")
    (panel,) = summary(client, f"photo={photo.pk}&q=pot").photos
    assert [region.label for region in panel.regions] == ["Part of the photo: left"]
    assert panel.regions_url == ""
    client.get(f"/query-photos/{photo.pk}/regions?photo={photo.pk}")
    assert len(proposals) == 1


def test_a_photo_without_regions_is_not_asked_for_them_again(
    client: Client, sell: Make, photo: QueryPhoto
) -> None:
    sell("Red pot", "red")
    client.get(f"/query-photos/{photo.pk}/regions?photo={photo.pk}")
    (panel,) = summary(client, f"photo={photo.pk}").photos
    assert (panel.regions, panel.regions_url) == ((), "")


def test_a_photo_that_is_gone_has_no_regions(
    client: Client, sell: Make, photo: QueryPhoto, proposals: list[Image.Image]
) -> None:
    sell("Red pot", "red")
    QueryPhoto.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for key in (photo.pk, uuid.uuid4()):
        response = client.get(f"/query-photos/{key}/regions?photo={key}")
        assert (response.status_code, response.content.strip()) == (200, b"")
    assert proposals == []


def test_regions_are_not_proposed_for_a_photo_that_the_search_lacks(
    client: Client, photo: QueryPhoto, proposals: list[Image.Image]
) -> None:
    response = client.get(f"/query-photos/{photo.pk}/regions?photo={uuid.uuid4()}")
    assert response.content.strip() == b""
    assert proposals == []


def test_an_odd_address_for_regions_is_refused(client: Client, photo: QueryPhoto) -> None:
    response = client.get(f"/query-photos/{photo.pk}/regions?photo={photo.pk}&q=a%00b")
    assert response.status_code == 400
