"""Clicks on hits, as the results page reports them."""

import uuid
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from catalog.models import Click, Product, QueryPhoto, Search
from catalog.search.saved import load_search
from tests.responses import ClientResponse
from tests.shop import Make, jpeg, upload
from tests.web.conftest import search_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def cup(sell: Make) -> Product:
    return sell("Red cup", "red")


def search_of(client: Client, address: str) -> uuid.UUID | None:
    """The id under which the page at this address reports its clicks."""
    search_id: uuid.UUID | None = client.get(address).context["page"].search_id
    return search_id


def click(
    client: Client, address: str, product: Product, *, search: object = None
) -> ClientResponse:
    """Report a click as static/shop/clicks.js does."""
    search = search or search_of(client, address)
    query = f"?{urlsplit(address).query}"
    return client.post(
        "/clicks/", {"search_id": str(search), "query": query, "product_id": str(product.pk)}
    )


def test_a_click_stores_the_search_and_the_product(client: Client, cup: Product) -> None:
    response = click(client, "/search/?q=cup&exclude=stripes&price_max=50&w=30", cup)
    assert response.status_code == 204
    stored = Click.objects.get()
    query = load_search(stored.search_id)
    assert stored.product == cup
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


def test_a_click_does_not_store_the_photo_of_its_search_again(client: Client, cup: Product) -> None:
    address = search_address(client, upload=upload(jpeg("red")))
    click(client, address, cup)
    assert Search.objects.get().photo == QueryPhoto.objects.get()


def test_a_click_stores_which_part_of_the_photo_was_searched_with(
    client: Client, cup: Product
) -> None:
    address = search_address(client, upload=upload(jpeg("red")))
    search = search_of(client, f"{address}&crop=0,0,0.5,1")
    for _ in range(2):
        click(client, f"{address}&crop=0,0,0.5,1", cup, search=search)
    stored = Search.objects.get()
    assert stored.photo == QueryPhoto.objects.get()
    (photo,) = load_search(stored.pk).photos
    assert photo.picture.image.size == (32, 64)


def test_clicks_on_all_pages_belong_to_the_first_page_of_the_search(
    client: Client, cup: Product
) -> None:
    click(client, "/search/?q=cup&page=2", cup)
    assert load_search(Search.objects.get().pk).offset == 0


def test_clicks_while_browsing_are_not_logged(client: Client, cup: Product) -> None:
    for address in ("/search/", "/search/?brand=Norda&sort=newest"):
        assert search_of(client, address) is None
        assert "data-clicks" not in client.get(address).content.decode()
        assert click(client, address, cup, search=uuid.uuid4()).status_code == 400
    assert not Search.objects.exists()


def test_searches_without_a_click_are_not_stored(client: Client, cup: Product) -> None:
    client.get("/search/?q=cup")
    client.get(f"/products/{cup.pk}/")
    assert not Search.objects.exists()


def test_clicks_on_similar_products_are_logged(client: Client, cup: Product) -> None:
    assert click(client, f"/search/?like={cup.pk}", cup).status_code == 204
    assert load_search(Click.objects.get().search_id).similar_to == cup.pk


def test_nothing_is_logged_with_the_click_log_off(
    client: Client, cup: Product, settings: Settings
) -> None:
    settings.SHOP_CLICK_LOG = False
    assert "data-clicks" not in client.get("/search/?q=cup").content.decode()
    # The click comes from a page that was loaded while the log was on.
    assert click(client, "/search/?q=cup", cup, search=uuid.uuid4()).status_code == 204
    assert not Search.objects.exists()


@pytest.mark.parametrize("header", ["DNT", "Sec-GPC"])
def test_a_browser_that_refuses_to_be_tracked_sends_no_clicks_and_none_is_logged(
    client: Client, cup: Product, header: str
) -> None:
    refusing = Client(headers={header: "1"})
    assert search_of(refusing, "/search/?q=cup") is None
    assert "data-clicks" not in refusing.get("/search/?q=cup").content.decode()
    assert click(refusing, "/search/?q=cup", cup, search=uuid.uuid4()).status_code == 204
    assert not Search.objects.exists()
    assert search_of(client, "/search/?q=cup")


def test_a_click_on_a_product_not_on_sale_stores_nothing(client: Client, sell: Make) -> None:
    hidden = sell("Cup", active=False)
    assert click(client, "/search/?q=cup", hidden).status_code == 404
    assert not Search.objects.exists()


def test_a_click_on_a_search_with_an_expired_photo_is_410(client: Client, cup: Product) -> None:
    address = search_address(client, upload=upload(jpeg("red")))
    QueryPhoto.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert click(client, address, cup, search=uuid.uuid4()).status_code == 410
    assert not Search.objects.exists()


def test_a_click_on_an_expired_search_is_404(client: Client, cup: Product) -> None:
    search = search_of(client, "/search/?q=cup")
    click(client, "/search/?q=cup", cup, search=search)
    Search.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert click(client, "/search/?q=cup", cup, search=search).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"search_id": ""},
        {"search_id": "1"},
        {"search_id": "\0"},
        {"product_id": ""},
        {"product_id": "-1"},
        {"product_id": "x"},
        {"product_id": str(2**63)},
        {"product_id": "9" * 5000},
        {"query": "?q=%00"},
        {"query": "?q=cup&w=2000"},
        {"query": "?q=" + "x" * 501},
        {"query": "?q=cup&photo=x"},
        {"query": "?q=cup&photo=1"},
        {"query": "?" + "&".join(f"a{number}=1" for number in range(1000))},
        {"query": "?" + "&".join(f"brand={number}" for number in range(100))},
        {"query": ""},
    ],
)
def test_an_invalid_click_is_400(client: Client, cup: Product, change: dict[str, str]) -> None:
    form = {"search_id": str(uuid.uuid4()), "query": "?q=cup", "product_id": str(cup.pk), **change}
    assert client.post("/clicks/", form).status_code == 400
    assert not Search.objects.exists()


def test_a_huge_click_is_refused(client: Client) -> None:
    assert client.post("/clicks/", {"query": "x" * 100_000}).status_code == 413


def test_a_click_cannot_be_sent_by_a_link(client: Client) -> None:
    assert client.get("/clicks/").status_code == 405


def test_a_click_from_another_website_is_refused(cup: Product) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert click(strict, "/search/?q=cup", cup).status_code == 403
    assert not Search.objects.exists()


def test_clicks_count_towards_the_search_limit(client: Client, settings: Settings) -> None:
    settings.SHOP_SEARCHES_PER_MINUTE = 1
    sender = f"2001:db8::{uuid.uuid4().hex[:4]}"
    answers = [client.post("/clicks/", REMOTE_ADDR=sender).status_code for _ in range(2)]
    assert answers == [400, 429]
