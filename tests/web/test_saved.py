"""The products saved on a device, as the shop shows them."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.web.saved_cards import MAX_SAVED
from tests.responses import ClientResponse
from tests.shop import Make

pytestmark = pytest.mark.django_db


def ask(client: Client, ids: str) -> ClientResponse:
    return client.post("/saved/cards/", {"ids": ids})


def test_saved_products_are_shown_in_their_order(client: Client, sell: Make) -> None:
    keys = [sell(title).pk for title in ("Cup", "Pot", "Pan")]
    shown = ask(client, f"{keys[2]},{keys[0]},{keys[2]}").context["saved"]
    assert [card.title for card in shown.cards] == ["Pan", "Cup"]
    assert shown.gone == ()


def test_products_that_are_gone_are_named(client: Client, sell: Make) -> None:
    hidden = sell("Secret cup", active=False)
    response = ask(client, f"{hidden.pk},{2**62}")
    assert response.context["saved"].gone == (hidden.pk, 2**62)
    assert "2 products that you saved are no longer sold" in response.content.decode()
    assert "Secret" not in response.content.decode()


@pytest.mark.parametrize("ids", ["", ",", "x", "-1", "0", "1.5", "\0", "٣", "9" * 400, str(2**63)])
def test_what_is_no_id_is_left_out(client: Client, ids: str) -> None:
    response = ask(client, ids)
    assert response.status_code == 200
    assert response.context["saved"].cards == response.context["saved"].gone == ()


def test_list_has_an_end(client: Client) -> None:
    many = ",".join(str(key) for key in range(1, MAX_SAVED + 50))
    assert len(ask(client, many).context["saved"].gone) == MAX_SAVED
    assert ask(client, many * 20).status_code == 413


def test_full_list_takes_few_queries(
    client: Client, sell: Make, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keys = [sell(f"Cup {number}", group_id=f"G{number}").pk for number in range(10)]
    with django_assert_num_queries(3):  # products, photos and sizes
        ask(client, ",".join(map(str, keys)))


def test_list_is_not_kept_by_caches_nor_asked_for_by_other_sites(
    client: Client, sell: Make
) -> None:
    assert "no-store" in ask(client, "1").headers["Cache-Control"]
    assert client.get("/saved/cards/?ids=1").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/saved/cards/", {"ids": "1"}).status_code == 403


def test_page_says_where_the_list_is(client: Client) -> None:
    page = client.get("/saved/").content.decode()
    assert "kept on this device only" in page
    assert "Saving needs JavaScript" in page
