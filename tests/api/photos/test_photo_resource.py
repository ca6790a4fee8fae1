"""A photo is sent once, looked at, searched by its id, and deleted."""

import base64
import io
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from catalog.embedding import registry
from catalog.embedding.encoder import Vectors
from catalog.models import EncoderVersion, QueryPhoto, Search
from catalog.search import photo_content
from catalog.search.calibration import calibrate
from catalog.search.engine import search_products
from catalog.search.query import SearchQuery
from catalog.search.ranking import RANKING
from catalog.search.results import SearchPage
from catalog.vocabulary.building import refresh_vocabulary
from tests.api.conftest import PostSearch, body, refused, titles
from tests.encoders import ColourEncoder
from tests.responses import ClientResponse
from tests.shop import Make, category, half_and_half, jpeg, plain, upload

pytestmark = pytest.mark.django_db
PHOTOS = "/api/v1/photos/"
# Equal plain colours are only a deviation or two above the background.
LOW = replace(RANKING, min_score=0.8)


def send(client: Client, data: bytes, name: str = "photo.jpg") -> ClientResponse:
    return client.post(PHOTOS, {"photo": upload(data, name)})


def on_white(colour: str) -> bytes:
    """A thing of one colour that takes a quarter of a white photo."""
    picture = Image.new("RGB", (200, 200), "white")
    picture.paste(plain(colour, (100, 100)), (50, 50))
    file = io.BytesIO()
    picture.save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def shop(make: Make) -> None:
    """Enough products of two kinds to judge matches by."""
    for name, colour, count in (("pot", "red", 4), ("cup", "blue", 15), ("plant", "green", 15)):
        kind = category(f"Home/{name.title()}s")
        for _ in range(count):
            make(f"{colour} {name}", colour, category=kind, attributes={"color": colour})
    calibrate(EncoderVersion.objects.get())
    refresh_vocabulary()


@pytest.mark.usefixtures("version")
def test_a_sent_photo_has_an_id_an_expiry_and_a_size(client: Client) -> None:
    answer = send(client, jpeg("red"))
    assert answer.status_code == 201
    photo = body(answer)
    expires = datetime.fromisoformat(photo["expires_at"])
    assert timezone.now() + timedelta(hours=23) < expires < timezone.now() + timedelta(hours=25)
    assert (photo["width"], photo["height"]) == (64, 64)
    assert body(client.get(f"{PHOTOS}{photo['id']}/")) == photo


@pytest.mark.usefixtures("shop")
def test_a_sent_photo_is_searched_by_its_id(client: Client, post_search: PostSearch) -> None:
    photo_id = body(send(client, jpeg("red")))["id"]
    answer = post_search(photo_id=photo_id)
    assert titles(answer)[0] == "red pot"
    assert body(answer)["photo_id"] == photo_id
    assert QueryPhoto.objects.count() == 1


@pytest.mark.usefixtures("shop")
def test_a_photo_has_the_colours_of_what_it_shows_as_the_shop_names_them(client: Client) -> None:
    (colour,) = body(send(client, on_white("red")))["colors"]
    assert (colour["value"], colour["label"]) == ("red", "red")
    assert colour["share"] > 0.9


@pytest.mark.usefixtures("version")
def test_without_colours_in_the_shop_they_have_their_usual_names(client: Client) -> None:
    colours = body(send(client, half_and_half("red", "green")))["colors"]
    assert {colour["value"] for colour in colours} == {"red", "green"}
    assert [round(colour["share"], 1) for colour in colours] == [0.5, 0.5]


@pytest.mark.usefixtures("shop")
def test_a_photo_has_the_kind_of_the_products_that_it_finds(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photo_content, "RANKING", LOW)
    kinds = body(send(client, jpeg("red")))["kinds"]
    assert kinds == [{"value": "home/pots", "label": "Pots"}]


class TwoThings(ColourEncoder):
    """An encoder that sees a thing in each half of a photo."""

    maps = 0

    def feature_map(self, image: Image.Image) -> Vectors:
        TwoThings.maps += 1
        vectors = np.full((12, 24, 3), 0.1, dtype=np.float32)
        vectors[3:9, 2:10, 0] = vectors[3:9, 14:22, 2] = 5
        return vectors


@pytest.fixture
def two_things(version: EncoderVersion) -> Iterator[type[TwoThings]]:
    TwoThings.maps = 0
    with registry.override_encoder(TwoThings()):
        yield TwoThings


@pytest.mark.usefixtures("two_things", "shop")
def test_regions_have_the_kind_of_what_each_shows(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photo_content, "RANKING", LOW)
    regions = body(send(client, half_and_half("red", "blue")))["regions"]
    by_place = sorted(regions, key=lambda region: region["x"])
    assert [region["kind"]["value"] for region in by_place] == ["home/pots", "home/cups"]
    left, right = by_place
    assert left["x"] + left["width"] <= 0.5 <= right["x"]


@pytest.mark.usefixtures("shop")
def test_a_region_is_searched_by_its_number(
    client: Client, post_search: PostSearch, two_things: type[TwoThings]
) -> None:
    photo = body(send(client, half_and_half("red", "blue")))
    for number, region in enumerate(photo["regions"]):
        expected = "red pot" if region["x"] < 0.5 else "blue cup"
        answer = post_search(photo_id=photo["id"], region=number)
        assert titles(answer)[0] == expected
        assert body(answer)["photos"][0]["crop"]["x"] == region["x"]
        assert body(answer)["regions"] == photo["regions"]
    assert two_things.maps == 1


@pytest.mark.usefixtures("shop", "two_things")
def test_a_region_that_the_photo_does_not_have_is_refused(
    client: Client, post_search: PostSearch
) -> None:
    photo_id = body(send(client, half_and_half("red", "blue")))["id"]
    refusal = refused(post_search(photo_id=photo_id, region=2), 400)
    assert refusal["errors"]["region"] == ["This photo has 2 regions, numbered from 0."]
    crop = {"x": 0, "y": 0, "width": 1, "height": 1}
    both = refused(post_search(photo_id=photo_id, region=0, crop=crop), 400)
    assert set(both["errors"]) == {"crop", "region"}
    assert "region" in refused(post_search(region=0), 400)["errors"]


@pytest.mark.usefixtures("two_things")
def test_what_a_photo_shows_is_found_once(
    client: Client, two_things: type[TwoThings], monkeypatch: pytest.MonkeyPatch
) -> None:
    photo_id = body(send(client, half_and_half("red", "blue")))["id"]

    def again(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(photo_content, "load_query_photo", again)
    assert client.get(f"{PHOTOS}{photo_id}/").status_code == 200


def test_without_an_encoder_a_photo_has_colours_and_no_kinds(client: Client) -> None:
    photo = body(send(client, jpeg("red")))
    assert (photo["regions"], photo["kinds"]) == ([], [])
    assert photo["colors"][0]["value"] == "red"
    assert QueryPhoto.objects.get().content is None


@pytest.mark.usefixtures("version")
def test_a_deleted_photo_is_gone_with_its_searches(client: Client, post_search: PostSearch) -> None:
    photo_id = body(send(client, jpeg("red")))["id"]
    search_id = body(post_search(photo_id=photo_id))["id"]
    assert client.delete(f"{PHOTOS}{photo_id}/").status_code == 204
    refused(client.get(f"{PHOTOS}{photo_id}/"), 404)
    refused(client.delete(f"{PHOTOS}{photo_id}/"), 404)
    refused(client.get(f"/api/v1/searches/{search_id}/"), 404)
    assert not Search.objects.exists()


def test_unknown_and_expired_photos_are_404(client: Client) -> None:
    refused(client.get(f"{PHOTOS}{uuid.uuid4()}/"), 404)
    photo_id = body(send(client, jpeg("red")))["id"]
    QueryPhoto.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    refused(client.get(f"{PHOTOS}{photo_id}/"), 404)


@pytest.mark.parametrize(
    ("data", "status"), [(b"", 422), (b"words", 415), (jpeg("red")[:400], 422)]
)
def test_an_unusable_photo_is_refused_and_not_stored(
    client: Client, data: bytes, status: int
) -> None:
    refused(send(client, data), status)
    assert not QueryPhoto.objects.exists()


def test_the_form_of_a_photo_has_one_file_and_nothing_else(client: Client) -> None:
    two = client.post(PHOTOS, {"photo": [upload(jpeg("red")), upload(jpeg("blue"))]})
    assert '2 parts named "photo"' in refused(two, 400)["errors"]["photo"][0]
    text = client.post(PHOTOS, {"photo": "text"})
    assert "no file name" in refused(text, 400)["errors"]["photo"][0]
    other = client.post(PHOTOS, {"photo": upload(jpeg("red")), "text": "red"})
    assert "text" in refused(other, 400)["errors"]


def test_a_photo_is_not_taken_as_json(client: Client) -> None:
    photo = {"photo": base64.b64encode(jpeg("red")).decode()}
    refused(client.post(PHOTOS, photo, content_type="application/json"), 415)


def test_a_full_storage_refuses_a_photo_for_a_while(client: Client, media: Path) -> None:
    (media / "queries").write_text("no folder")
    answer = send(client, jpeg("red"))
    refused(answer, 503)
    assert answer["Retry-After"] == "300"


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        (PHOTOS, {"POST", "OPTIONS"}),
        (f"{PHOTOS}{uuid.UUID(int=1)}/", {"GET", "DELETE", "HEAD", "OPTIONS"}),
        ("/api/v1/searches/", {"POST", "OPTIONS"}),
        ("/api/v1/searches/batch/", {"POST", "OPTIONS"}),
    ],
)
def test_options_answers_the_methods_that_a_resource_allows(
    client: Client, path: str, methods: set[str]
) -> None:
    answer = client.options(path)
    assert answer.status_code == 200
    allowed = set(answer["Allow"].split(", "))
    assert allowed == set(body(answer)["methods"])
    assert allowed | {"HEAD"} == methods | {"HEAD"}


def test_a_photo_that_is_deleted_during_a_search_is_not_stored_again(
    client: Client, post_search: PostSearch, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("Red pot", "red")
    photo_id = body(send(client, jpeg("red")))["id"]

    def slow(query: SearchQuery) -> SearchPage:
        assert client.delete(f"{PHOTOS}{photo_id}/").status_code == 204
        return search_products(query)

    monkeypatch.setattr("catalog.api.searches.answering.search_products", slow)
    assert refused(post_search(photo_id=photo_id), 410)["type"] == "/api/problems/gone/"
    assert not QueryPhoto.objects.exists()
