"""What the results page tells when a hit is opened."""

import uuid
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from catalog.models import Click, Product, QueryPhoto, Search
from catalog.search.photos import load_query_photo
from catalog.search.saved import load_search
from tests.responses import ClientResponse
from tests.shop import Make, jpeg, upload
from tests.web.conftest import search_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def cup(sell: Make) -> Product:
    return sell("Red cup", "red")


def search_of(client: Client, address: str) -> uuid.UUID | None:
    """What clicks on the page at this address name as their search."""
    found: uuid.UUID | None = client.get(address).context["page"].search_id
    return found


def click(
    client: Client, address: str, product: Product, *, search: object = None
) -> ClientResponse:
    """As static/clicks.js tells it."""
    search = search or search_of(client, address)
    asked = f"?{urlsplit(address).query}"
    return client.post(
        "/clicks/", {"search": str(search), "asked": asked, "product": str(product.pk)}
    )


def test_a_click_keeps_what_was_asked_and_what_was_opened(client: Client, cup: Product) -> None:
    response = click(client, "/search/?q=cup&exclude=stripes&price_max=50&w=30", cup)
    assert response.status_code == 204
    kept = Click.objects.get()
    query = load_search(kept.search_id)
    assert kept.product == cup
    assert (query.text, query.exclude, query.image_weight) == ("cup", ("stripes",), 0.3)
    assert query.filters.price_max == 50


def test_a_second_click_on_a_page_belongs_to_the_same_search(
    client: Client, sell: Make, cup: Product
) -> None:
    address = "/search/?q=cup"
    search = search_of(client, address)
    for product in (cup, cup, sell("Blue cup", "blue")):
        assert click(client, address, product, search=search).status_code == 204
    assert Search.objects.get().clicks.count() == 2


def test_a_photo_is_not_stored_again(client: Client, cup: Product) -> None:
    address = search_address(client, photo=upload(jpeg("red")))
    click(client, address, cup)
    assert Search.objects.get().photo == QueryPhoto.objects.get()


def test_a_part_of_a_photo_is_kept_as_it_was_asked_with(client: Client, cup: Product) -> None:
    address = search_address(client, photo=upload(jpeg("red")))
    search = search_of(client, f"{address}&crop=0,0,0.5,1")
    for _ in range(2):
        click(client, f"{address}&crop=0,0,0.5,1", cup, search=search)
    part = Search.objects.get().photo_id
    assert part
    assert load_query_photo(part).image.size == (32, 64)
    assert QueryPhoto.objects.count() == 2


def test_whichever_page_it_was_opened_from_the_question_is_the_same(
    client: Client, cup: Product
) -> None:
    click(client, "/search/?q=cup&page=2", cup)
    assert load_search(Search.objects.get().pk).offset == 0


def test_browsing_is_not_logged(client: Client, cup: Product) -> None:
    for address in ("/search/", "/search/?brand=Norda&sort=newest"):
        assert search_of(client, address) is None
        assert "data-clicks" not in client.get(address).content.decode()
        assert click(client, address, cup, search=uuid.uuid4()).status_code == 400
    assert not Search.objects.exists()


def test_looking_alone_is_not_logged(client: Client, cup: Product) -> None:
    client.get("/search/?q=cup")
    client.get(f"/products/{cup.pk}/")
    assert not Search.objects.exists()


def test_what_resembles_a_product_is_a_question_too(client: Client, cup: Product) -> None:
    assert click(client, f"/search/?like={cup.pk}", cup).status_code == 204
    assert load_search(Click.objects.get().search_id).similar_to == cup.pk


def test_a_log_switched_off_is_not_offered_and_keeps_nothing(
    client: Client, cup: Product, settings: Settings
) -> None:
    settings.SHOP_CLICK_LOG = False
    assert "data-clicks" not in client.get("/search/?q=cup").content.decode()
    # From a page that was opened before.
    assert click(client, "/search/?q=cup", cup, search=uuid.uuid4()).status_code == 204
    assert not Search.objects.exists()


def test_a_product_no_longer_on_sale_leaves_nothing_behind(client: Client, sell: Make) -> None:
    hidden = sell("Cup", active=False)
    assert click(client, "/search/?q=cup", hidden).status_code == 404
    assert not Search.objects.exists()


def test_a_photo_that_has_expired_is_gone(client: Client, cup: Product) -> None:
    address = search_address(client, photo=upload(jpeg("red")))
    QueryPhoto.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert click(client, address, cup, search=uuid.uuid4()).status_code == 410
    assert not Search.objects.exists()


def test_a_page_left_open_for_too_long_is_gone(client: Client, cup: Product) -> None:
    search = search_of(client, "/search/?q=cup")
    click(client, "/search/?q=cup", cup, search=search)
    Search.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert click(client, "/search/?q=cup", cup, search=search).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"search": ""},
        {"search": "1"},
        {"search": "\0"},
        {"product": ""},
        {"product": "-1"},
        {"product": "x"},
        {"product": str(2**63)},
        {"product": "9" * 5000},
        {"asked": "?q=%00"},
        {"asked": "?q=cup&w=2000"},
        {"asked": "?q=" + "x" * 501},
        {"asked": "?q=cup&photo=x"},
        {"asked": "?q=cup&crop=1"},
        {"asked": "?" + "&".join(f"a{number}=1" for number in range(1000))},
        {"asked": "?" + "&".join(f"brand={number}" for number in range(100))},
        {"asked": ""},
    ],
)
def test_what_cannot_be_meant_is_a_400(
    client: Client, cup: Product, change: dict[str, str]
) -> None:
    told = {"search": str(uuid.uuid4()), "asked": "?q=cup", "product": str(cup.pk), **change}
    assert client.post("/clicks/", told).status_code == 400
    assert not Search.objects.exists()


def test_a_huge_body_is_refused(client: Client) -> None:
    assert client.post("/clicks/", {"asked": "x" * 100_000}).status_code == 413


def test_a_click_cannot_be_told_by_a_link(client: Client) -> None:
    assert client.get("/clicks/").status_code == 405


def test_a_click_from_elsewhere_is_refused(cup: Product) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert click(strict, "/search/?q=cup", cup).status_code == 403
    assert not Search.objects.exists()


def test_clicks_count_towards_the_search_limit(client: Client, settings: Settings) -> None:
    settings.SHOP_SEARCHES_PER_MINUTE = 1
    sender = f"2001:db8::{uuid.uuid4().hex[:4]}"
    answers = [client.post("/clicks/", REMOTE_ADDR=sender).status_code for _ in range(2)]
    assert answers == [400, 429]
