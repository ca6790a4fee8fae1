"""Telling over REST which hit was opened."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as often
from hypothesis import strategies as st
from pytest_django import Settings

from catalog.models import Click, Product, Search
from tests.api.conftest import Ask, body, refused
from tests.responses import ClientResponse
from tests.shop import Make

pytestmark = pytest.mark.django_db

Open = Callable[[object], ClientResponse]


@pytest.fixture
def pot(make: Make) -> Product:
    return make("Red pot", "red")


@pytest.fixture
def address(ask: Ask, pot: Product) -> str:
    """Of the clicks of a search."""
    return f"/api/v1/searches/{body(ask(text='red'))['id']}/clicks/"


@pytest.fixture
def click(client: Client, address: str) -> Open:
    def click(asked: object) -> ClientResponse:
        return client.post(address, json.dumps(asked), content_type="application/json")

    return click


def test_an_opened_hit_is_kept_with_its_search(click: Open, pot: Product) -> None:
    response = click({"product": pot.pk})
    assert (response.status_code, response.content) == (204, b"")
    kept = Click.objects.get()
    assert (kept.product, kept.search) == (pot, Search.objects.get())


def test_a_form_will_do(client: Client, address: str, pot: Product) -> None:
    assert client.post(address, {"product": pot.pk}).status_code == 204
    assert Click.objects.get().product == pot


def test_a_second_click_changes_nothing(click: Open, pot: Product) -> None:
    assert [click({"product": pot.pk}).status_code for _ in range(2)] == [204, 204]
    assert Click.objects.count() == 1


@pytest.mark.parametrize(
    "asked",
    [{}, {"product": "pot"}, {"product": 0}, {"product": 2**63}, {"product": None}, [], "x"],
)
def test_a_click_on_no_product_is_refused(click: Open, asked: object) -> None:
    refused(click(asked), 400)


def test_an_unknown_field_is_refused(click: Open, pot: Product) -> None:
    assert "shopper" in refused(click({"product": pot.pk, "shopper": "Ada"}), 400)["errors"]


def test_a_product_that_is_not_on_sale_is_404(click: Open, make: Make) -> None:
    hidden = make("Secret pot", active=False)
    for product_id in (hidden.pk, 2**62):
        assert "on sale" in refused(click({"product": product_id}), 404)["detail"]


def test_an_expired_search_is_404(click: Open, pot: Product) -> None:
    Search.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "search again" in refused(click({"product": pot.pk}), 404)["detail"]


def test_an_unknown_search_is_404(client: Client, pot: Product) -> None:
    refused(client.post(f"/api/v1/searches/{uuid.uuid4()}/clicks/", {"product": pot.pk}), 404)


def test_clicks_cannot_be_read(client: Client, address: str) -> None:
    refused(client.get(address), 405)


def test_clicks_count_towards_the_search_limit(
    client: Client, address: str, settings: Settings
) -> None:
    settings.SHOP_SEARCHES_PER_MINUTE = 2
    sender = f"2001:db8::{uuid.uuid4().hex[:4]}"
    answers = [client.post(address, {"product": 1}, REMOTE_ADDR=sender) for _ in range(3)]
    assert [answer.status_code for answer in answers][2] == 429


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(width=64) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


@often(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=values | st.fixed_dictionaries({"product": values}))
def test_any_json_is_kept_or_refused(click: Open, asked: Any) -> None:
    assert click(asked).status_code in {204, 400, 404}
