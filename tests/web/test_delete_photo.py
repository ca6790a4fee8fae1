"""The button beside the shopper's photo that deletes it at once."""

import uuid

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from catalog.models import QueryPhoto
from tests.responses import ClientResponse
from tests.shop import Make, jpeg, upload
from tests.web.conftest import search_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(client: Client, sell: Make) -> str:
    """The address of a search by photo."""
    sell("Red cup", "red")
    return search_address(client, upload=upload(jpeg("red")), q="cup")


def delete(client: Client, address: str, photo: uuid.UUID | None = None) -> ClientResponse:
    photo = photo or QueryPhoto.objects.get().pk
    return client.post(f"/query-photos/{photo}/delete", {"search": address})


def test_after_its_photo_is_deleted_the_search_goes_on_without_it(
    client: Client, address: str
) -> None:
    response = delete(client, f"{address}&crop=0,0,0.5,1&brand=Norda")
    assert response.status_code == 303
    assert response.headers["Location"] == "/search/?q=cup&brand=Norda"
    assert not QueryPhoto.objects.exists()


def test_the_next_page_says_once_that_the_photo_is_deleted(client: Client, address: str) -> None:
    page = client.get(delete(client, address).headers["Location"])
    assert "Your photo is deleted" in page.content.decode()
    assert "Your photo is deleted" not in client.get("/search/?q=cup").content.decode()


def test_a_search_by_nothing_but_the_photo_leads_home(client: Client, address: str) -> None:
    photo = QueryPhoto.objects.get().pk
    response = delete(client, f"/search/?photo={photo}")
    assert response.headers["Location"] == "/"


def test_a_photo_that_is_gone_already_is_no_error(client: Client, address: str) -> None:
    response = delete(client, address, uuid.uuid4())
    assert response.status_code == 303
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "This photo had been deleted already."
    ]
    assert QueryPhoto.objects.exists()


@pytest.mark.parametrize(
    "hostile", ["", "https://evil.example/?q=cup", "//evil.example", "?q=%00", "?q=" + "x" * 600]
)
def test_deleting_never_leads_to_another_site(client: Client, address: str, hostile: str) -> None:
    assert delete(client, hostile).headers["Location"] in {"/", "/search/?q=cup"}
    assert not QueryPhoto.objects.exists()


def test_another_website_cannot_delete_a_photo(address: str) -> None:
    assert delete(Client(enforce_csrf_checks=True), address).status_code == 403
    assert QueryPhoto.objects.exists()


def test_a_link_deletes_nothing(client: Client, address: str) -> None:
    photo = QueryPhoto.objects.get().pk
    assert client.get(f"/query-photos/{photo}/delete").status_code == 405


def test_the_results_page_has_the_button(client: Client, address: str) -> None:
    body = client.get(address).content.decode()
    assert f'action="/query-photos/{QueryPhoto.objects.get().pk}/delete"' in body
    assert "Delete my photo now" in body
    assert "Delete my photo now" not in client.get("/search/?q=cup").content.decode()
