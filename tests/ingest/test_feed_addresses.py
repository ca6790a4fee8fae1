"""Feeds are fetched from an address, and imported if they have changed and nothing is at risk."""

import gzip
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from pytest_django import Settings

from catalog.deletion.locking import delete_locked
from catalog.files.storage_error import StorageError
from catalog.ingest.checking.decisions import check_again, import_checked
from catalog.ingest.checking.guard import reasons_to_ask
from catalog.ingest.control import cancel_import
from catalog.ingest.feed_addresses import starting
from catalog.ingest.feed_addresses.control import fetch_now as ask_to_fetch
from catalog.ingest.feed_addresses.control import pause
from catalog.ingest.feed_addresses.fetching import fetch
from catalog.ingest.feed_addresses.starting import REPLACED
from catalog.ingest.read_options import ReadOptions
from catalog.ingest.undo.start import start_undo
from catalog.models import (
    FeedAddress,
    FeedAddressState,
    ImportRun,
    ImportState,
    Merchant,
    MissingAction,
    Product,
)
from tests.ingest.conftest import MUG, Row, table
from tests.ingest.feed_addresses import LEASE, LOCAL, add_address, fetch_now, work
from tests.ingest.photo_server import Handler, PhotoServer, photo_server

pytestmark = pytest.mark.django_db
PLAIN = MUG | {"image_link": ""}
Serve = Callable[..., None]


def mugs(count: int, **fields: str) -> list[Row]:
    return [PLAIN | {"id": f"mug-{n}"} | fields for n in range(count)]


@pytest.fixture
def server() -> Iterator[PhotoServer]:
    with photo_server() as running:
        yield running


@pytest.fixture
def serve(server: PhotoServer) -> Serve:
    """Return a function that puts rows, or bytes, at the address, perhaps with an ETag."""

    def put(content: list[Row] | bytes, etag: str = "") -> None:
        body = content if isinstance(content, bytes) else table(*content)

        def answer(handler: Handler) -> None:
            if etag and handler.headers["If-None-Match"] == etag:
                handler.reply(304)
            else:
                handler.reply(200, body, **({"ETag": etag} if etag else {}))

        server.responses["/feed.csv"] = answer

    return put


@pytest.fixture
def address(merchant: Merchant, server: PhotoServer) -> FeedAddress:
    return add_address(merchant, server.url("/feed.csv"), is_confirmed=True)


def run_of(address: FeedAddress) -> ImportRun:
    run = fetch_now(address)
    assert run
    return run


def test_a_feed_is_fetched_checked_and_imported(address: FeedAddress, serve: Serve) -> None:
    serve(mugs(3))
    run = run_of(address)
    assert (run.state, run.created, run.original_name) == (ImportState.FINISHED, 3, "Mugs")
    assert run.feed == address.feed
    assert Product.objects.count() == 3
    assert (address.failures, address.reason, address.attempts) == (0, "", 0)
    assert timedelta(hours=23) < address.due_at - timezone.now() <= timedelta(hours=24)


def test_the_first_feed_of_an_address_waits_for_the_merchant(
    address: FeedAddress, serve: Serve
) -> None:
    FeedAddress.objects.update(is_confirmed=False)
    serve(mugs(3))
    first = run_of(address)
    assert first.state == ImportState.CHECKED
    assert "first feed from its address" in reasons_to_ask(first)[0]
    assert not Product.objects.exists()

    imported = import_checked(first)
    assert imported
    work(imported.pk)
    serve(mugs(4))
    assert run_of(address).state == ImportState.FINISHED
    assert Product.objects.count() == 4


def test_later_feeds_are_read_as_the_merchant_corrected_the_first(
    address: FeedAddress, serve: Serve
) -> None:
    FeedAddress.objects.update(is_confirmed=False)
    serve(mugs(1, price="12"))
    first = run_of(address)
    check_again(first, ReadOptions(dialect="google", currency="CHF"))
    work(first.pk)
    first.refresh_from_db()
    assert import_checked(first)
    work(address.runs.get().pk)
    serve(mugs(1, price="13"))
    run_of(address)
    assert Product.objects.values_list("price", "currency").get() == (Decimal(13), "CHF")


def test_a_server_that_says_unchanged_starts_no_import(address: FeedAddress, serve: Serve) -> None:
    serve(mugs(3), etag='"1"')
    run_of(address)
    fetched_at = address.fetched_at
    assert fetch_now(address) is None
    assert address.fetched_at
    assert fetched_at
    assert address.fetched_at > fetched_at
    assert address.runs.count() == 1


def test_the_same_bytes_under_another_etag_start_no_import(
    address: FeedAddress, serve: Serve
) -> None:
    serve(mugs(3), etag='"1"')
    run_of(address)
    serve(mugs(3), etag='"2"')
    stored = stored_files()
    assert fetch_now(address) is None
    assert (address.etag, address.runs.count()) == ('"2"', 1)
    assert stored_files() == stored


def test_a_compressed_feed_is_imported(address: FeedAddress, server: PhotoServer) -> None:
    packed = gzip.compress(table(*mugs(3)))
    server.responses["/feed.csv"] = lambda h: h.reply(200, packed, Content_Encoding="gzip")
    assert run_of(address).created == 3


def test_a_feed_that_unpacks_to_gigabytes_fails(
    address: FeedAddress, server: PhotoServer, settings: Settings
) -> None:
    settings.SHOP_MAX_IMPORT_BYTES = 1024 * 1024
    bomb = gzip.compress(table(*mugs(1)) + b"mug-2,Mug,9.50 EUR,,Blue\n" * 100_000)
    server.responses["/feed.csv"] = lambda h: h.reply(200, bomb, Content_Encoding="gzip")
    run = run_of(address)
    assert (run.state, Product.objects.count()) == (ImportState.FAILED, 0)
    assert "unpacks to more than 1 MB" in run.reason


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (b"<!DOCTYPE html><html><title>Sign in</title></html>", "The server sends a web page"),
        (b"", "The file is empty"),
        (b"%PDF-1.7", "This is a PDF"),
    ],
)
def test_what_is_no_feed_starts_no_import_and_is_named(
    address: FeedAddress, serve: Serve, answer: bytes, cause: str
) -> None:
    serve(answer)
    assert fetch_now(address) is None
    assert cause in address.reason
    assert (address.failures, ImportRun.objects.count()) == (1, 0)
    assert address.failing_since


def test_a_failure_that_may_pass_is_tried_again_soon_and_then_less_often(
    address: FeedAddress, server: PhotoServer
) -> None:
    server.responses["/feed.csv"] = lambda h: h.reply(500)
    delays = []
    for _ in range(6):
        fetch_now(address)
        delays.append(round((address.due_at - timezone.now()) / timedelta(minutes=1)))
    assert delays == [5, 20, 80, 320, 1280, 1440]


def test_a_lasting_failure_is_tried_again_when_the_feed_is_due(
    address: FeedAddress, server: PhotoServer
) -> None:
    server.responses["/feed.csv"] = lambda h: h.reply(404)
    FeedAddress.objects.update(every_hours=2)
    fetch_now(address)
    assert round((address.due_at - timezone.now()) / timedelta(minutes=1)) == 120
    assert address.state == FeedAddressState.PENDING


def test_an_address_is_given_up_after_some_days_of_failures(
    address: FeedAddress, server: PhotoServer, settings: Settings
) -> None:
    server.responses["/feed.csv"] = lambda h: h.reply(404)
    for _ in range(5):
        fetch_now(address)
    assert address.state == FeedAddressState.PENDING
    FeedAddress.objects.update(
        failing_since=timezone.now() - timedelta(days=settings.SHOP_FEED_DAYS)
    )
    fetch_now(address)
    assert address.state == FeedAddressState.FAILED
    assert "404" in address.reason
    assert not FeedAddress.objects.all().due().exists()


def test_a_shop_that_was_down_for_weeks_does_not_give_an_address_up_at_once(
    address: FeedAddress, server: PhotoServer
) -> None:
    server.responses["/feed.csv"] = lambda h: h.reply(404)
    fetch_now(address)
    FeedAddress.objects.update(failing_since=timezone.now() - timedelta(days=30))
    fetch_now(address)
    assert address.state == FeedAddressState.PENDING


def test_an_address_that_works_again_has_no_failure(
    address: FeedAddress, server: PhotoServer, serve: Serve
) -> None:
    server.responses["/feed.csv"] = lambda h: h.reply(404)
    fetch_now(address)
    serve(mugs(1))
    run_of(address)
    assert (address.failures, address.failing_since, address.reason) == (0, None, "")


def test_a_full_disk_is_named_and_leaves_no_run(
    address: FeedAddress, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> str:
        raise StorageError("No space left on device")

    monkeypatch.setattr(starting, "store_upload", fail)
    serve(mugs(1))
    assert fetch_now(address) is None
    assert "No space left on device" in address.reason
    assert address.sha256 == ""


def test_a_feed_that_would_take_something_from_many_products_waits(
    address: FeedAddress, serve: Serve
) -> None:
    serve(mugs(10, description="A blue mug."))
    run_of(address)
    serve([row | ({"description": ""} if n < 3 else {}) for n, row in enumerate(
        mugs(10, description="A blue mug.")
    )])  # fmt: skip
    run = run_of(address)
    assert run.state == ImportState.CHECKED
    assert "3 products would lose something" in reasons_to_ask(run)[0]
    assert not Product.objects.filter(description="").exists()


def test_a_feed_that_takes_something_from_few_products_is_imported(
    address: FeedAddress, serve: Serve
) -> None:
    serve(mugs(10))
    run_of(address)
    rows = mugs(10)
    rows[0]["color"] = rows[1]["color"] = ""
    serve(rows)
    assert run_of(address).state == ImportState.FINISHED


def test_products_with_several_losses_count_once(address: FeedAddress, serve: Serve) -> None:
    full = {"brand": "Acme", "description": "A blue mug."}
    serve(mugs(10, **full))
    run_of(address)
    rows = mugs(10, **full)
    for row in rows[:2]:
        row |= {"color": "", "brand": "", "description": ""}
    serve(rows)
    assert run_of(address).state == ImportState.FINISHED


def test_the_end_of_a_sale_of_all_products_does_not_wait(
    address: FeedAddress, serve: Serve
) -> None:
    serve(mugs(10, sale_price="7.00 EUR"))
    run_of(address)
    serve(mugs(10, sale_price=""))
    assert run_of(address).state == ImportState.FINISHED
    assert not Product.objects.exclude(sale_price=None).exists()


def test_a_feed_with_many_invalid_rows_waits(address: FeedAddress, serve: Serve) -> None:
    serve(mugs(10))
    run_of(address)
    rows = mugs(10, title="New")
    for row in rows[:3]:
        row["price"] = "on request"
    serve(rows)
    run = run_of(address)
    assert run.state == ImportState.CHECKED
    assert "3 of 10 rows are invalid" in reasons_to_ask(run)[0]


def test_a_feed_after_one_that_was_undone_waits(address: FeedAddress, serve: Serve) -> None:
    """Its fault may still be there, an hour later."""
    serve(mugs(10))
    run_of(address)
    serve(mugs(10, price="99 EUR"))
    wrong = run_of(address)
    assert start_undo(wrong, user=None)
    work(wrong.pk)
    serve(mugs(10, price="98 EUR"))
    waiting = run_of(address)
    assert "The feed before was undone" in reasons_to_ask(waiting)[0]
    serve(mugs(10, price="9 EUR"))
    still = run_of(address)
    assert (waiting.state, still.state) == (ImportState.CHECKED, ImportState.CHECKED)
    imported = import_checked(still)
    assert imported
    work(imported.pk)
    serve(mugs(10, price="8 EUR"))
    assert run_of(address).state == ImportState.FINISHED


def test_a_feed_after_one_that_was_dropped_waits(address: FeedAddress, serve: Serve) -> None:
    FeedAddress.objects.update(is_confirmed=False)
    serve(mugs(10))
    assert cancel_import(run_of(address))
    FeedAddress.objects.update(is_confirmed=True)
    serve(mugs(9))
    assert "dropped" in reasons_to_ask(run_of(address))[0]


def test_a_feed_whose_merchant_is_deleted_meanwhile_leaves_nothing(
    address: FeedAddress, serve: Serve, merchant: Merchant
) -> None:
    serve(mugs(1))
    claim = FeedAddress.objects.all().claim(1, lease=LEASE)
    claimed = FeedAddress.objects.held(claim).select_related("merchant").get()
    stored = stored_files()
    delete_locked(Merchant.objects.filter(pk=merchant.pk))
    assert fetch(claimed, claim, LOCAL) is None
    assert not ImportRun.objects.exists()
    assert stored_files() == stored


def stored_files() -> list[Path]:
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def test_a_feed_without_a_valid_row_waits(address: FeedAddress, serve: Serve) -> None:
    serve(mugs(10))
    run_of(address)
    serve(mugs(10, price="on request"))
    run = run_of(address)
    assert run.state == ImportState.CHECKED
    assert reasons_to_ask(run) == ["No row of the feed can be imported."]


def test_an_empty_feed_fails_and_retires_nothing(address: FeedAddress, serve: Serve) -> None:
    FeedAddress.objects.update(missing_action=MissingAction.DELETE)
    serve(mugs(10))
    run_of(address)
    serve(table(*mugs(1)).splitlines(keepends=True)[0])
    run = run_of(address)
    assert (run.state, run.missing_state) == (ImportState.FAILED, "")
    assert Product.objects.count() == 10


def test_a_feed_whose_columns_lost_their_names_waits(address: FeedAddress, serve: Serve) -> None:
    serve(b"Nummer;Bezeichnung;Preis\n1;Tasse;9,50\n")
    run = run_of(address)
    assert run.state == ImportState.CHECKED
    assert reasons_to_ask(run) == [run.reason]


def test_a_newer_feed_replaces_one_that_waits(address: FeedAddress, serve: Serve) -> None:
    FeedAddress.objects.update(is_confirmed=False)
    serve(mugs(1))
    first = run_of(address)
    serve(mugs(2))
    second = run_of(address)
    first.refresh_from_db()
    assert (first.state, first.reason) == (ImportState.CANCELLED, REPLACED)
    assert second.state == ImportState.CHECKED


def test_missing_products_are_retired_as_the_address_says(
    address: FeedAddress, serve: Serve
) -> None:
    FeedAddress.objects.update(missing_action=MissingAction.DEACTIVATE)
    serve(mugs(10))
    run_of(address)
    serve(mugs(9))
    run = run_of(address)
    assert (run.missing_state, run.missing) == ("due", 1)


def test_more_missing_products_than_a_fifth_wait_for_the_merchant(
    address: FeedAddress, serve: Serve
) -> None:
    FeedAddress.objects.update(missing_action=MissingAction.DELETE)
    serve(mugs(10))
    run_of(address)
    serve(mugs(5))
    run = run_of(address)
    assert (run.missing_state, run.missing) == ("unconfirmed", 5)
    assert Product.objects.count() == 10


@pytest.mark.parametrize("state", [ImportState.RUNNING, ImportState.PAUSED, ImportState.CHECKING])
def test_a_feed_is_not_fetched_while_its_last_import_is_under_way(
    address: FeedAddress, serve: Serve, server: PhotoServer, state: ImportState
) -> None:
    serve(mugs(1))
    run_of(address)
    ImportRun.objects.update(state=state)
    requests = len(server.requested)
    assert fetch_now(address) is None
    assert len(server.requested) == requests
    assert timezone.now() < address.due_at < timezone.now() + timedelta(minutes=6)
    assert address.failures == 0


def test_a_fetch_has_no_effect_if_the_address_is_paused_meanwhile(
    address: FeedAddress, server: PhotoServer
) -> None:
    def answer(handler: Handler) -> None:
        handler.reply(200, table(*mugs(1)))

    server.responses["/feed.csv"] = answer
    claim = FeedAddress.objects.all().claim(1, lease=LEASE)
    claimed = FeedAddress.objects.held(claim).get()
    assert pause(address)
    assert fetch(claimed, claim, LOCAL) is None
    assert not ImportRun.objects.exists()
    address.refresh_from_db()
    assert (address.state, address.sha256) == (FeedAddressState.PAUSED, "")


def test_a_fetch_whose_lease_has_ended_makes_no_second_run(
    address: FeedAddress, serve: Serve
) -> None:
    serve(mugs(1))
    slow = FeedAddress.objects.all().claim(1, lease=timedelta(0))
    claimed = FeedAddress.objects.held(slow).get()
    run_of(address)
    assert fetch(claimed, slow, LOCAL) is None
    assert ImportRun.objects.count() == 1


def test_an_address_that_stopped_workers_three_times_fails(
    address: FeedAddress, serve: Serve, server: PhotoServer
) -> None:
    serve(mugs(1))
    FeedAddress.objects.update(attempts=3)
    assert fetch_now(address) is None
    assert "stopped 3 times" in address.reason
    assert server.requested == []


def test_asking_to_fetch_imports_the_same_bytes_only_if_they_had_no_effect(
    address: FeedAddress, serve: Serve
) -> None:
    serve(mugs(1), etag='"1"')
    run = run_of(address)
    assert ask_to_fetch(address)
    assert fetch_now(address) is None
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.UNDONE)
    assert ask_to_fetch(address)
    assert run_of(address).unchanged == 1


def test_feeds_of_inactive_merchants_are_not_fetched(address: FeedAddress) -> None:
    Merchant.objects.update(active=False)
    assert not FeedAddress.objects.of_active_merchants().claim(1, lease=LEASE).keys
    Merchant.objects.update(active=True)
    assert FeedAddress.objects.of_active_merchants().claim(1, lease=LEASE).keys


def test_a_feed_is_claimed_once(address: FeedAddress) -> None:
    assert FeedAddress.objects.all().claim(5, lease=LEASE).keys == (address.pk,)
    assert FeedAddress.objects.all().claim(5, lease=LEASE).keys == ()
    address.refresh_from_db()
    assert address.is_being_fetched
    assert not ask_to_fetch(address)
