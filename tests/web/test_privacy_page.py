"""The page that says what is kept of shoppers, by the settings in force."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from catalog.models import QueryPhoto
from tests.shop import Make, jpeg, upload
from tests.web.conftest import search_address

pytestmark = pytest.mark.django_db


def text(client: Client) -> str:
    page = client.get("/privacy/").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_every_page_links_to_what_is_kept(client: Client, sell: Make) -> None:
    product = sell("Pot")
    for address in ("/", "/search/?q=pot", f"/products/{product.pk}/", "/nothing/", "/privacy/"):
        assert 'href="/privacy/"' in client.get(address).content.decode(), address


def test_the_page_states_the_hours_and_days_of_the_settings(
    client: Client, settings: Settings
) -> None:
    settings.SHOP_SEARCH_COUNTS = True
    settings.SHOP_QUERY_PHOTO_HOURS, settings.SHOP_SEARCH_COUNT_DAYS = 7, 33
    page = text(client)
    assert "deleted 7 hours after its last use" in page
    assert "we keep the search and the product for 7 hours" in page
    assert "keep these numbers for 33 days" in page
    settings.SHOP_QUERY_PHOTO_HOURS = 1
    assert "deleted 1 hour after its last use" in text(client)


def test_the_page_tells_only_of_what_the_shop_does(client: Client, settings: Settings) -> None:
    settings.SHOP_CLICK_LOG = settings.SHOP_SEARCH_COUNTS = False
    page = text(client)
    assert "Which products you open is not recorded." in page
    assert "We count" not in page


def test_who_refuses_to_be_tracked_is_told_that_it_is_heard(client: Client) -> None:
    heard = "Your browser asks not to be tracked."
    assert heard not in text(client)
    for header in ("DNT", "Sec-GPC"):
        assert heard in text(Client(headers={header: "1"}))


def test_no_cache_may_keep_a_shoppers_photo_or_the_page_with_it(client: Client, sell: Make) -> None:
    sell("Pot", "red")
    address = search_address(client, upload=upload(jpeg("red")))
    assert "private" in client.get(address).headers["Cache-Control"]
    photo = client.get(f"/query-photos/{QueryPhoto.objects.get().pk}")
    photo.close()
    assert photo.headers["Cache-Control"] == "private, no-store"


def test_the_only_cookie_of_a_search_protects_its_form(client: Client, sell: Make) -> None:
    sell("Pot")
    for address in ("/", "/search/?q=pot", "/privacy/"):
        client.get(address)
    assert set(client.cookies) == {"csrftoken"}


def test_pages_may_use_the_camera_and_the_microphone_but_no_other_device(client: Client) -> None:
    policy = client.get("/privacy/").headers["Permissions-Policy"]
    assert policy == "camera=(self), microphone=(self), geolocation=(), payment=()"
