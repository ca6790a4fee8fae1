"""Which results are counted as seen, and opened from where they stood."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from catalog import tasks
from catalog.insights import impressions, reported_once, writing_impressions
from catalog.insights.impressions import IMPRESSION, Place, SeenTallies
from catalog.models import AskedBy, PositionCount, Product, ProductCount
from catalog.web import shown_cards
from catalog.web.shown_cards import ShownCards
from catalog.web.views import impressions as view
from tests.insights.conftest import NoThread
from tests.responses import ClientResponse
from tests.shop import Make

pytestmark = pytest.mark.django_db

Positions = Callable[[], list[tuple[str, int, int, int]]]


@pytest.fixture(autouse=True)
def nothing_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "reported", reported_once.ReportedOnce())


@pytest.fixture
def pots(make: Make) -> list[Product]:
    return [make(f"{colour} pot", colour) for colour in ("red", "green", "blue")]


@pytest.fixture
def positions(recorder: NoThread) -> Positions:
    def positions() -> list[tuple[str, int, int, int]]:
        assert recorder.write()
        rows = PositionCount.objects.order_by("asked_by", "position")
        return list(rows.values_list("asked_by", "position", "impressions", "clicks"))

    return positions


def shown_at(client: Client, address: str) -> str:
    signed: str = client.get(address).context["page"].grid[0].shown
    return signed


def report(client: Client, *lists: tuple[str, str], **headers: str) -> ClientResponse:
    form = {"shown": [shown for shown, _ in lists], "seen": [seen for _, seen in lists]}
    return client.post("/impressions/", form, headers=headers)


def test_results_are_counted_by_the_position_where_they_were_seen(
    client: Client, pots: list[Product], positions: Positions
) -> None:
    assert report(client, (shown_at(client, "/search/?q=pot"), "0,2")).status_code == 204
    assert report(client, (shown_at(client, "/search/?q=pot"), "0")).status_code == 204
    assert positions() == [("words", 1, 2, 0), ("words", 3, 1, 0)]


def test_positions_go_on_through_the_pages(
    client: Client, make: Make, positions: Positions
) -> None:
    for number in range(26):
        make(f"Pot {number}", "red")
    report(client, (shown_at(client, "/search/?q=pot&page=2"), "1"))
    assert positions() == [("words", 26, 1, 0)]


def test_products_are_counted_too(client: Client, pots: list[Product], recorder: NoThread) -> None:
    page = client.get("/search/?q=pot").context["page"]
    report(client, (page.grid[0].shown, "0,1"))
    assert recorder.write()
    seen = set(ProductCount.objects.values_list("product", "impressions", "day"))
    today = timezone.localdate()
    assert seen == {(card.product_id, 1, today) for card in page.grid[0].cards[:2]}


def test_a_repeated_report_counts_once(
    client: Client, pots: list[Product], positions: Positions
) -> None:
    shown = shown_at(client, "/search/?q=pot")
    for _ in range(3):
        report(client, (shown, "0,0,1"), (shown, "1"))
    assert positions() == [("words", 1, 1, 0), ("words", 2, 1, 0)]


def test_an_opened_result_counts_once_where_it_stood(
    client: Client, pots: list[Product], positions: Positions
) -> None:
    page = client.get("/search/?q=pot").context["page"]
    form = {
        "search_id": str(page.search_id),
        "query": "?q=pot",
        "product_id": page.grid[0].cards[1].product_id,
        "shown": page.grid[0].shown,
    }
    for _ in range(2):
        assert client.post("/clicks/", form).status_code == 204
    assert positions() == [("words", 2, 0, 1)]


def test_a_click_is_kept_though_its_page_no_longer_says_where_it_was(
    client: Client, pots: list[Product], positions: Positions
) -> None:
    form = {"search_id": str(uuid.uuid4()), "query": "?q=pot", "product_id": pots[0].pk}
    for shown in (
        "forged",
        ShownCards(search="a", asked_by=AskedBy.WORDS, first=1, product_ids=()).signed(),
    ):
        assert client.post("/clicks/", {**form, "shown": shown}).status_code == 204
    assert positions() == []


def test_searches_are_told_apart_by_what_they_consist_of(
    client: Client, pots: list[Product], positions: Positions
) -> None:
    report(client, (shown_at(client, f"/search/?like={pots[0].pk}"), "0"))
    assert positions() == [("product", 1, 1, 0)]


def test_browsing_is_not_counted(client: Client, pots: list[Product]) -> None:
    assert shown_at(client, "/search/") == ""
    assert "data-shown" not in client.get("/search/").content.decode()


@pytest.mark.parametrize("header", ["DNT", "Sec-GPC"])
def test_whoever_asks_not_to_be_tracked_is_not_counted(
    client: Client, pots: list[Product], positions: Positions, header: str
) -> None:
    report(client, (shown_at(client, "/search/?q=pot"), "0"), **{header: "1"})
    assert positions() == []


def test_nothing_is_counted_with_the_click_log_off(
    client: Client, pots: list[Product], positions: Positions, settings: Settings
) -> None:
    shown = shown_at(client, "/search/?q=pot")
    settings.SHOP_CLICK_LOG = False
    assert report(client, (shown, "0")).status_code == 204
    assert shown_at(client, "/search/?q=pot") == ""
    assert positions() == []


def test_nothing_is_counted_with_the_search_counts_off(
    client: Client, pots: list[Product], positions: Positions, settings: Settings
) -> None:
    settings.SHOP_SEARCH_COUNTS = False
    report(client, (shown_at(client, "/search/?q=pot"), "0"))
    assert positions() == []


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        ("", "0"),
        ("forged", "0"),
        ("\0", "0"),
        ("elsewhere", "0"),
        ("own", "3"),
        ("own", "-1"),
        ("own", "999999999999"),
        ("own", "٣"),
        ("own", ""),
        ("own", "x"),
    ],
)
def test_what_was_not_shown_is_not_counted(
    client: Client, pots: list[Product], positions: Positions, shown: str, seen: str
) -> None:
    lists = {
        "own": shown_at(client, "/search/?q=pot"),
        "elsewhere": signing.dumps(["a", "words", 1, pots[0].pk]),  # by another part of the shop
    }
    assert report(client, (lists.get(shown, shown), seen)).status_code == 204
    assert positions() == []


def test_an_old_page_is_not_counted(
    client: Client, pots: list[Product], positions: Positions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown_cards, "MAX_AGE", timedelta(seconds=-1))
    report(client, (shown_at(client, "/search/?q=pot"), "0"))
    assert positions() == []


def test_a_huge_report_is_refused(client: Client) -> None:
    assert report(client, ("x" * 20_000, "0")).status_code == 413


def test_a_report_cannot_be_sent_by_a_link(client: Client) -> None:
    assert client.get("/impressions/").status_code == 405


def test_only_the_first_lists_of_a_report_are_read(
    client: Client, pots: list[Product], positions: Positions
) -> None:
    shown = shown_at(client, "/search/?q=pot")
    report(client, *[("x", "0")] * view.MAX_LISTS, (shown, "0"))
    assert positions() == []


def test_memory_of_reports_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reported_once, "MAX_REMEMBERED", 2)
    once = reported_once.ReportedOnce()
    assert [once.new(shown, [0]) for shown in "abac"] == [[0], [0], [], [0]]
    assert once.new("a", [0]) == []  # b reported longest ago
    assert once.new("b", [0]) == [0]


def test_further_products_of_a_day_are_not_kept(
    make: Make, recorder: NoThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing_impressions, "MAX_PRODUCTS_A_DAY", 2)
    for ids in ([1, 2, 2], [1, 3]):
        recorder.see([Place(AskedBy.WORDS, 1, key) for key in ids], IMPRESSION)
        assert recorder.write()
    kept = ProductCount.objects.order_by("product_id").values_list("product_id", "impressions")
    assert list(kept) == [(1, 2), (2, 2)]
    assert PositionCount.objects.get().impressions == 5


def test_further_products_that_wait_are_only_counted_by_position(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(impressions, "MAX_WAITING", 1)
    tallies = SeenTallies()
    tallies.add(
        [Place(AskedBy.PHOTO, key, key) for key in (1, 2)], IMPRESSION, day=timezone.localdate()
    )
    assert (len(tallies.positions), len(tallies.products)) == (2, 1)


def test_counts_are_deleted_after_their_days(recorder: NoThread, settings: Settings) -> None:
    settings.SHOP_SEARCH_COUNT_DAYS = 3
    today = timezone.localdate()
    for age in (0, 3, 4):
        day = today - timedelta(days=age)
        PositionCount.objects.create(day=day, asked_by=AskedBy.WORDS, position=1)
        ProductCount.objects.create(day=day, product_id=7)
    tasks.sweep_files()
    assert PositionCount.objects.count() == ProductCount.objects.count() == 2


def test_no_row_says_who_saw_it() -> None:
    of_product = {"product", "carts", "purchases"}
    for counts, key in ((PositionCount, {"asked_by", "position"}), (ProductCount, of_product)):
        fields = {field.name for field in counts._meta.get_fields()}
        assert fields == {"id", "day", "impressions", "clicks", *key}
