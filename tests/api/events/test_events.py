"""What apps report that shoppers have done: each event is recorded, or refused with the reason."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from catalog.insights import events, recording, reported_once
from catalog.models import (
    Click,
    MerchantClicks,
    PositionCount,
    Product,
    ProductCount,
    Search,
    SearchCount,
)
from tests.api.conftest import PostSearch, body, refused
from tests.insights.conftest import NoThread
from tests.responses import ClientResponse
from tests.shop import Make

pytestmark = pytest.mark.django_db
EVENTS = "/api/v1/events/"

Report = Callable[..., ClientResponse]


@pytest.fixture(autouse=True)
def recorder(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> NoThread:
    settings.SHOP_SEARCH_COUNTS = True
    recorder = NoThread()
    monkeypatch.setattr(recording, "recorder", recorder)
    monkeypatch.setattr(events, "reported", reported_once.ReportedOnce())
    return recorder


@pytest.fixture
def pot(make: Make) -> Product:
    return make("Red pot", "red")


@pytest.fixture
def search_id(post_search: PostSearch, pot: Product) -> str:
    found: str = body(post_search(text="red"))["id"]
    return found


@pytest.fixture
def report(client: Client) -> Report:
    def report(*sent: object, **headers: str) -> ClientResponse:
        content = {"events": list(sent)}
        return client.post(EVENTS, content, content_type="application/json", headers=headers)

    return report


def results(response: ClientResponse) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = body(response)["results"]
    return found


def statuses(response: ClientResponse) -> list[str]:
    return [result["status"] for result in results(response)]


def product_counts() -> list[tuple[int, ...]]:
    names = "impressions", "clicks", "carts", "purchases"
    return list(ProductCount.objects.order_by("product_id").values_list("product_id", *names))


# What is recorded


def test_events_of_every_type_are_counted_by_day_and_product(
    report: Report, pot: Product, search_id: str, recorder: NoThread
) -> None:
    of_search = {"product_id": pot.pk, "search_id": search_id}
    response = report(
        {"type": "impression", "position": 1, **of_search},
        {"type": "click", "position": 1, **of_search},
        {"type": "cart", **of_search},
        {"type": "purchase", **of_search},
    )
    assert results(response) == [{"status": "recorded"}] * 4
    assert recorder.write()
    assert product_counts() == [(pot.pk, 1, 1, 1, 1)]
    (position,) = PositionCount.objects.values_list("asked_by", "position", "impressions", "clicks")
    assert position == ("words", 1, 1, 1)
    merchant = MerchantClicks.objects.values_list("merchant_id", "clicks", "carts", "purchases")
    assert list(merchant) == [(pot.merchant_id, 1, 1, 1)]


def test_a_click_is_stored_with_its_search_and_counted_with_its_words(
    report: Report, pot: Product, search_id: str, recorder: NoThread
) -> None:
    click = {"type": "click", "product_id": pot.pk, "search_id": search_id}
    assert statuses(report(click, click)) == ["recorded", "repeated"]
    assert statuses(report(click)) == ["repeated"]
    stored = Click.objects.get()
    assert (stored.product, stored.search) == (pot, Search.objects.get())
    assert recorder.write()
    assert list(SearchCount.objects.values_list("words", "clicks")) == [("red", 1)]


@pytest.mark.parametrize("kind", ["impression", "cart", "purchase"])
def test_the_same_event_of_a_search_counts_once(
    report: Report, pot: Product, search_id: str, recorder: NoThread, kind: str
) -> None:
    event = {"type": kind, "product_id": pot.pk, "search_id": search_id}
    assert statuses(report(event, event)) == ["recorded", "repeated"]
    assert statuses(report(event)) == ["repeated"]
    assert recorder.write()
    assert sum(product_counts()[0][1:]) == 1


def test_a_purchase_needs_no_search(report: Report, pot: Product, recorder: NoThread) -> None:
    bought = {"type": "purchase", "product_id": pot.pk}
    assert statuses(report(bought, bought)) == ["recorded", "recorded"]
    assert recorder.write()
    assert product_counts() == [(pot.pk, 0, 0, 0, 2)]


def test_an_event_of_yesterday_counts_for_yesterday(
    report: Report, pot: Product, recorder: NoThread
) -> None:
    at = timezone.now() - timedelta(days=1)
    assert statuses(report({"type": "cart", "product_id": pot.pk, "at": at.isoformat()})) == [
        "recorded"
    ]
    assert recorder.write()
    assert ProductCount.objects.get().day == timezone.localdate(at)


def test_a_product_of_a_later_page_or_another_size_is_a_result_too(
    report: Report, make: Make, client: Client, post_search: PostSearch
) -> None:
    for number in range(3):
        make(f"Red cup {number}", "red", pk=50 + number)
    small = make("Red shoe", "red", group_id="shoe", attributes={"size": "S"}, pk=70)
    make("Red shoe", "red", group_id="shoe", attributes={"size": "M"}, pk=71)
    first = body(post_search(text="red", limit=2))
    rest = body(client.get(f"{first['next']}&limit=50".replace("limit=2&", "")))
    shown = {hit["product"]["id"] for page in (first, rest) for hit in page["results"]}
    assert len(shown & {70, 71}) == 1
    clicks = [
        {"type": "click", "product_id": key, "search_id": first["id"]}
        for key in sorted(shown | {small.pk, 71})
    ]
    assert set(statuses(report(*clicks))) == {"recorded"}


# What is refused


def test_a_click_on_a_product_that_is_not_among_the_results_is_refused(
    report: Report, pot: Product, make: Make, post_search: PostSearch
) -> None:
    make("Blue cup", "blue", brand="Ito")
    search_id = body(post_search(text="pot", filters={"brand": ["Ito"]}))["id"]
    for kind in ("impression", "click", "cart", "purchase"):
        (result,) = results(report({"type": kind, "product_id": pot.pk, "search_id": search_id}))
        assert result["status"] == "refused"
        assert "not among the results" in result["errors"]["product_id"][0]
    assert not Click.objects.exists()


@pytest.mark.parametrize("kind", ["impression", "click"])
def test_what_happens_to_a_result_needs_its_search(report: Report, pot: Product, kind: str) -> None:
    (result,) = results(report({"type": kind, "product_id": pot.pk}))
    assert result == {
        "status": "refused",
        "errors": {"search_id": ["Send the `id` of the search whose result this was."]},
    }


def test_an_event_of_an_unknown_or_expired_search_is_refused(
    report: Report, pot: Product, search_id: str
) -> None:
    Search.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    clicks = [
        {"type": "click", "product_id": pot.pk, "search_id": each}
        for each in (search_id, str(uuid.uuid4()))
    ]
    for result in results(report(*clicks)):
        assert "expired" in result["errors"]["search_id"][0]


def test_an_event_of_a_product_that_is_not_on_sale_is_refused(report: Report, make: Make) -> None:
    hidden = make("Secret pot", active=False)
    for result in results(
        report(*({"type": "cart", "product_id": key} for key in (hidden.pk, 2**62)))
    ):
        assert result["errors"] == {"product_id": ["No such product is on sale."]}


FAULTY: list[tuple[object, str]] = [
    ({"product_id": 1}, "type"),
    ({"type": "view", "product_id": 1}, "type"),
    ({"type": "cart"}, "product_id"),
    ({"type": "cart", "product_id": 0}, "product_id"),
    ({"type": "cart", "product_id": 2**63}, "product_id"),
    ({"type": "cart", "product_id": "pot"}, "product_id"),
    ({"type": "cart", "product_id": 1, "position": 0}, "position"),
    ({"type": "cart", "product_id": 1, "search_id": "x"}, "search_id"),
    ({"type": "cart", "product_id": 1, "user": "Ada"}, "user"),
    ({"type": "cart", "product_id": 1, "at": "1999-01-01T00:00:00Z"}, "at"),
    ({"type": "cart", "product_id": 1, "at": "2999-01-01T00:00:00Z"}, "at"),
    ([], "event"),
    (None, "event"),
    ("cart", "event"),
]


def test_a_faulty_event_does_not_cost_the_others(report: Report, pot: Product) -> None:
    good = {"type": "cart", "product_id": pot.pk}
    found = results(report(*(each for event, _ in FAULTY for each in (event, good))))
    assert [result["status"] for result in found[1::2]] == ["recorded"] * len(FAULTY)
    for (event, field), result in zip(FAULTY, found[::2], strict=True):
        assert (result["status"], list(result["errors"])) == ("refused", [field]), event


@pytest.mark.parametrize(
    "content", [{}, [], {"events": []}, {"events": {}}, {"events": None}, {"events": [{}] * 101}]
)
def test_a_batch_that_is_none_is_refused_whole(client: Client, content: object) -> None:
    refused(client.post(EVENTS, content, content_type="application/json"), 400)


# What the shopper or the shop does not want


@pytest.mark.parametrize("name", ["DNT", "Sec-GPC"])
def test_nothing_is_recorded_of_shoppers_who_refuse_it(
    report: Report, pot: Product, search_id: str, recorder: NoThread, name: str
) -> None:
    event = {"product_id": pot.pk, "search_id": search_id}
    kinds = ("impression", "click", "cart", "purchase")
    response = report(*({"type": kind, **event} for kind in kinds), **{name: "1"})
    assert statuses(response) == ["ignored"] * 4
    assert recorder.write()
    assert not Click.objects.exists()
    assert not ProductCount.objects.exists()


def test_a_shop_without_a_click_log_records_nothing(
    report: Report, pot: Product, search_id: str, settings: Settings, recorder: NoThread
) -> None:
    settings.SHOP_CLICK_LOG = False
    event = {"product_id": pot.pk, "search_id": search_id}
    assert (
        statuses(report({"type": "click", **event}, {"type": "cart", **event})) == ["ignored"] * 2
    )
    assert not Click.objects.exists()


def test_a_shop_without_counts_still_logs_clicks(
    report: Report, pot: Product, search_id: str, settings: Settings
) -> None:
    settings.SHOP_SEARCH_COUNTS = False
    event = {"product_id": pot.pk, "search_id": search_id}
    response = report({"type": "click", **event}, {"type": "cart", **event})
    assert statuses(response) == ["recorded", "ignored"]
    assert Click.objects.count() == 1


def test_a_batch_takes_as_many_statements_as_one_event(
    report: Report, pot: Product, search_id: str, django_assert_max_num_queries: Any
) -> None:
    event = {"type": "click", "product_id": pot.pk, "search_id": search_id}
    with django_assert_max_num_queries(5):
        assert len(results(report(*[event] * 100))) == 100


def test_events_cannot_be_read(client: Client) -> None:
    refused(client.get(EVENTS), 405)
