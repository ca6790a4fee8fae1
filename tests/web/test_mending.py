"""What cannot be read of an address is left out and told; photo, words and filters stay."""

import uuid
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from catalog.models import QueryPhoto
from catalog.web.mending import MendedSearch, mended_search
from catalog.web.results_page import ResultsPage
from catalog.web.search_url import SearchUrl
from tests.shop import Make, jpeg, upload
from tests.web.conftest import search_address

pytestmark = pytest.mark.django_db
STATE = "q=cup&brand=Norda"


def mended(query_string: str) -> MendedSearch:
    return mended_search(SearchUrl.parse(QueryDict(query_string)))


def page_at(client: Client, address: str) -> ResultsPage:
    response = client.get(address)
    assert response.status_code == 200
    page: ResultsPage = response.context["page"]
    for message in (each for messages in page.problems.values() for each in messages):
        assert escape(message.split(".")[0]) in response.content.decode()
    return page


@pytest.mark.parametrize(
    ("parameter", "place", "message"),
    [
        ("price_min=cheap", "price", "A price is a number"),
        ("price_max=1e99", "price", "A price is a number"),
        ("price_max=99999999999", "price", "must be from 0"),
        ("currency=euro", "price", "three letters"),
        ("sort='; DROP TABLE catalog_product; --", "sort", "no such order"),
        ("page=99999", "results", "no such page"),
        ("page=0", "results", "first one"),
        ("photo=x", "photo", "add your photo again"),
        ("like=99999999999999999999", "photo", "no product"),
        ("like=7", "photo", "no longer sold"),
        ("w=101", "photo", "balance"),
        ("availability=maybe", "results", "Unknown availability"),
    ],
)
def test_an_unreadable_parameter_is_left_out_alone(
    client: Client, parameter: str, place: str, message: str
) -> None:
    search = mended(f"{STATE}&{parameter}")
    assert str(search.url) == f"/search/?{STATE}"
    assert (search.query.text, search.query.filters.brands) == ("cup", ("Norda",))
    assert list(search.problems) == [place]
    assert message in search.problems[place][0]
    page_at(client, f"/search/?{STATE}&{parameter}")


def test_a_readable_address_has_no_problem_and_stays_as_it_is() -> None:
    search = mended(f"{STATE}&price_min=5&page=2")
    assert search.problems == {}
    assert str(search.url) == f"/search/?{STATE}&price_min=5&page=2"


def test_swapped_price_bounds_are_put_in_order(client: Client, sell: Make) -> None:
    sell("Cup", price=30)
    sell("Dear cup", price=90)
    page = page_at(client, "/search/?price_min=50&price_max=20&brand=")
    assert (page.price_min, page.price_max, page.total) == ("20", "50", "1 product")
    assert "swapped" in page.problems["price"][0]


def test_an_unreadable_price_stays_in_its_field_to_be_corrected(client: Client) -> None:
    page = page_at(client, "/search/?price_min=cheap&price_max=20")
    assert (page.price_min, page.price_max) == ("cheap", "20")
    assert [chip.label for chip in page.chips] == ["up to 20"]


def test_several_faults_are_told_each_beside_its_control() -> None:
    search = mended(f"{STATE}&price_min=cheap&sort=random&w=200&page=0")
    assert set(search.problems) == {"price", "sort", "photo", "results"}
    assert str(search.url) == f"/search/?{STATE}"


def test_values_and_attributes_beyond_the_limits_are_left_out_from_the_end() -> None:
    brands = "&".join(f"brand={number}" for number in range(25))
    attributes = "&".join(f"attr.a{number}=x" for number in range(12))
    search = mended(f"{brands}&{attributes}")
    assert search.query.filters.brands == tuple(map(str, range(20)))
    assert set(search.query.filters.attributes) == {f"a{number}" for number in range(10)}
    assert len(search.problems["results"]) == 2


def expire() -> None:
    QueryPhoto.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def lose_file() -> None:
    photo = QueryPhoto.objects.get()
    Path(photo.file.path).unlink()


@pytest.mark.parametrize("fault", [expire, lose_file])
def test_without_its_photo_a_search_keeps_words_and_filters(
    client: Client, sell: Make, fault: object
) -> None:
    sell("Cup", brand="Norda")
    address = search_address(client, upload=upload(jpeg("red")), q="in blue", brand="Norda")
    expire() if fault is expire else lose_file()
    page = page_at(client, f"{address}&crop=0,0,0.5,0.5")
    assert "expired" in page.problems["photo"][0]
    assert page.summary.text == "in blue"
    assert not page.summary.photos
    assert [chip.label for chip in page.chips] == ["Norda"]
    assert [card.title for card in page.cards] == ["Cup"]


def test_an_unknown_photo_leaves_a_page_of_products(client: Client, sell: Make) -> None:
    sell("Cup")
    page = page_at(client, f"/search/?photo={uuid.uuid4()}")
    assert [card.title for card in page.cards] == ["Cup"]


def test_an_impossible_crop_searches_with_the_whole_photo(client: Client, sell: Make) -> None:
    sell("Cup")
    address = search_address(client, upload=upload(jpeg("red")))
    for crop in ("NaN,0,1,1", "0.5,0,0.1,1", "0,0,0.001,0.001"):
        page = page_at(client, f"{address}&crop={crop}")
        assert page.summary.photos
        assert "photo" in page.problems


def test_the_address_that_htmx_shows_is_the_mended_one(client: Client) -> None:
    response = client.get("/search/?q=cup&sort=random", headers={"HX-Request": "true"})
    address = urlsplit(response.headers["HX-Push-Url"])
    assert parse_qs(address.query) == {"q": ["cup"]}
