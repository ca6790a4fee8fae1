"""Clicks on hits, as apps report them over REST."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from catalog.models import Click, Product, Search
from tests.api.conftest import PostSearch, body, refused
from tests.responses import ClientResponse
from tests.shop import Make

pytestmark = pytest.mark.django_db

PostClick = Callable[[object], ClientResponse]


@pytest.fixture
def pot(make: Make) -> Product:
    return make("Red pot", "red")


@pytest.fixture
def address(post_search: PostSearch, pot: Product) -> str:
    """The URL to report clicks on a search to."""
    return f"/api/v1/searches/{body(post_search(text='red'))['id']}/clicks/"


@pytest.fixture
def click(client: Client, address: str) -> PostClick:
    def click(content: object) -> ClientResponse:
        return client.post(address, json.dumps(content), content_type="application/json")

    return click


def test_a_click_is_stored_with_its_search(click: PostClick, pot: Product) -> None:
    response = click({"product_id": pot.pk})
    assert (response.status_code, response.content) == (204, b"")
    stored = Click.objects.get()
    assert (stored.product, stored.search) == (pot, Search.objects.get())


def test_a_click_may_be_sent_as_a_form(client: Client, address: str, pot: Product) -> None:
    assert client.post(address, {"product_id": pot.pk}).status_code == 204
    assert Click.objects.get().product == pot


def test_a_second_click_on_a_product_changes_nothing(click: PostClick, pot: Product) -> None:
    assert [click({"product_id": pot.pk}).status_code for _ in range(2)] == [204, 204]
    assert Click.objects.count() == 1


def test_a_click_with_do_not_track_is_accepted_but_not_kept(
    client: Client, address: str, pot: Product
) -> None:
    for name in ("DNT", "Sec-GPC"):
        response = client.post(address, {"product_id": pot.pk}, headers={name: "1"})
        assert response.status_code == 204
    assert not Click.objects.exists()


@pytest.mark.parametrize(
    "content",
    [{}, [], "x", *({"product_id": wrong} for wrong in ("pot", 0, 2**63, None))],
)
def test_a_click_without_a_valid_product_id_is_refused(click: PostClick, content: object) -> None:
    refused(click(content), 400)


def test_a_click_with_an_unknown_field_is_refused(click: PostClick, pot: Product) -> None:
    assert "shopper" in refused(click({"product_id": pot.pk, "shopper": "Ada"}), 400)["errors"]


def test_a_click_on_a_product_that_is_not_on_sale_is_refused(click: PostClick, make: Make) -> None:
    hidden = make("Secret pot", active=False)
    for product_id in (hidden.pk, 2**62):
        problem = refused(click({"product_id": product_id}), 400)
        assert "on sale" in problem["errors"]["product_id"][0]


def test_a_click_on_an_expired_search_is_404(click: PostClick, pot: Product) -> None:
    Search.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "search again" in refused(click({"product_id": pot.pk}), 404)["detail"]


def test_a_click_on_an_unknown_search_is_404(client: Client, pot: Product) -> None:
    refused(client.post(f"/api/v1/searches/{uuid.uuid4()}/clicks/", {"product_id": pot.pk}), 404)


def test_clicks_cannot_be_read(client: Client, address: str) -> None:
    refused(client.get(address), 405)


def test_clicks_count_towards_the_search_limit(
    client: Client, address: str, settings: Settings
) -> None:
    settings.SHOP_SEARCHES_PER_MINUTE = 2
    sender = f"2001:db8::{uuid.uuid4().hex[:4]}"
    answers = [client.post(address, {"product_id": 1}, REMOTE_ADDR=sender) for _ in range(3)]
    assert [answer.status_code for answer in answers][2] == 429


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(width=64) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=values | st.fixed_dictionaries({"product_id": values}))
def test_any_json_as_a_click_is_stored_or_refused(click: PostClick, content: Any) -> None:
    assert click(content).status_code in {204, 400, 404}
