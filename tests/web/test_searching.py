"""The search form: from a photo and text to an address that can be shared."""

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from catalog.models import QueryPhoto
from tests.shop import Make, jpeg, upload
from tests.web.conftest import search_address

pytestmark = pytest.mark.django_db


def parameters(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def titles(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    return [card.title for card in response.context["page"].cards]


def test_a_photo_finds_similar_looking_products(client: Client, sell: Make) -> None:
    sell("Cup", "blue")
    sell("Pot", "red")
    address = search_address(client, upload=upload(jpeg("red")))
    assert titles(client, address) == ["Pot", "Cup"]


def test_text_refines_a_search_by_photo(client: Client, sell: Make) -> None:
    sell("Red pot", "red")
    sell("Red pot in blue", "blue")
    sell("Green pot", "green")
    address = search_address(client, upload=upload(jpeg("red")), q="in blue")
    assert titles(client, address)[0] == "Red pot in blue"


def test_text_alone_is_a_search(client: Client, sell: Make) -> None:
    sell("Pot", "red")
    sell("Blue cup", "blue")
    address = search_address(client, q="blue")
    assert address == "/search/?q=blue"
    assert titles(client, address)[0] == "Blue cup"


def test_an_empty_search_form_shows_all_products(client: Client, sell: Make) -> None:
    sell("Pot")
    assert titles(client, search_address(client)) == ["Pot"]


def test_the_results_page_shows_the_photo_of_the_search(client: Client, sell: Make) -> None:
    sell("Pot")
    address = search_address(client, upload=upload(jpeg("red")))
    (photo,) = parameters(address)["photo"]
    assert f'src="/query-photos/{photo}"' in client.get(address).content.decode()


def test_a_new_photo_keeps_text_and_filters_but_not_the_old_crop(client: Client) -> None:
    address = search_address(
        client,
        upload=upload(jpeg("red")),
        q="in blue",
        brand=["Norda", "Koru"],
        crop="0,0,0.5,0.5",
        w="20",
    )
    remaining = parameters(address)
    assert remaining.keys() == {"q", "brand", "photo"}
    assert remaining["brand"] == ["Norda", "Koru"]


def test_a_stored_photo_has_a_random_file_name(client: Client) -> None:
    search_address(client, upload=upload(jpeg("red"), name="../../my holiday.jpg"))
    photo = QueryPhoto.objects.get()
    assert re.fullmatch(r"[0-9a-f]{32}\.jpg", Path(str(photo.file.name)).name)


def test_a_sample_photo_starts_a_search(client: Client, sell: Make, media: Path) -> None:
    sell("Cup", "blue")
    sell("Pot", "red")
    write_sample(media)
    home = client.get("/").content.decode()
    assert 'value="demo/samples/1.jpg"' in home
    assert "in blue" in home
    assert titles(client, search_address(client, sample="demo/samples/1.jpg")) == ["Pot", "Cup"]


def test_only_listed_sample_photos_are_opened(client: Client, media: Path) -> None:
    write_sample(media)
    (media / "imports").mkdir()
    (media / "imports" / "feed.jpg").write_bytes(jpeg("red"))
    response = client.post("/search/", {"sample": "imports/feed.jpg"})
    assert response.status_code == 400
    assert not QueryPhoto.objects.exists()


@pytest.mark.parametrize("content", ["", "{", '{"file": 1}', '[{"path": "x"}]', "[1]"])
def test_the_home_page_survives_a_broken_list_of_samples(
    client: Client, media: Path, content: str
) -> None:
    (media / "demo").mkdir()
    (media / "demo" / "samples.json").write_text(content)
    assert client.get("/").status_code == 200


def write_sample(media: Path) -> None:
    folder = media / "demo" / "samples"
    folder.mkdir(parents=True)
    (folder / "1.jpg").write_bytes(jpeg("red"))
    row = {"file": "demo/samples/1.jpg", "title": "Red thing", "words": "in blue"}
    (media / "demo" / "samples.json").write_text(json.dumps([row]))


def test_htmx_gets_the_results_of_a_photo_without_another_request(
    client: Client, sell: Make
) -> None:
    sell("Cup", "blue")
    sell("Pot", "red")
    response = client.post(
        "/search/", {"upload": upload(jpeg("red")), "q": "pot"}, headers={"HX-Request": "true"}
    )
    photo = QueryPhoto.objects.get()
    assert response.status_code == 200
    assert response.headers["HX-Push-Url"] == f"/search/?q=pot&photo={photo.pk}"
    assert next(card.title for card in response.context["page"].cards) == "Pot"
    assert "<html" not in response.content.decode()
