"""Pages of feed addresses: entering one, what is told of it, and fetching, pausing, resuming."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.ingest.feed_addresses.refusals import MAX_ADDRESSES
from catalog.ingest.retention import EXPIRED
from catalog.models import (
    CheckReport,
    FeedAddress,
    FeedAddressState,
    ImportRun,
    ImportState,
    Membership,
    Merchant,
    Role,
)
from tests.admin.conftest import make_merchant
from tests.ingest.feed_addresses import add_address

pytestmark = pytest.mark.django_db
URL = "https://shop.example/feed.csv"
LIST = reverse("admin:catalog_feedaddress_changelist")
ADD = reverse("admin:catalog_feedaddress_add")


def page(address: FeedAddress, kind: str = "change") -> str:
    return reverse(f"admin:catalog_feedaddress_{kind}", args=[address.pk])


def entered(merchant: Merchant, **fields: object) -> dict[str, object]:
    return {
        "merchant": merchant.pk,
        "name": "Mugs",
        "address": URL,
        "every_hours": 6,
        "missing_action": "keep",
        "missing_scope": "feed",
    } | fields


@pytest.fixture
def address(ada: Merchant) -> FeedAddress:
    return add_address(ada, URL, username="ada", password="secret-1")


def test_a_merchant_enters_an_address_which_is_fetched_at_once(
    as_ada: Client, ada: Merchant
) -> None:
    response = as_ada.post(ADD, entered(ada, currency="CHF", missing_action="deactivate"))
    address = FeedAddress.objects.get()
    assert response.headers["Location"] == page(address)
    assert (address.merchant, address.feed.name, address.every_hours) == (ada, "mugs", 6)
    assert address.read_options == {"currency": "CHF"}
    assert FeedAddress.objects.all().due().exists()
    assert "6" in as_ada.get(page(address)).text


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"address": "ftp://shop.example/feed.csv"}, "address", "Give an http or https"),
        ({"address": "https://ada:secret@shop.example/"}, "address", "without a user name"),
        ({"address": "http://shop.example/", "username": "ada"}, "address", "give an https"),
        ({"every_hours": 0}, "every_hours", "greater than or equal to 1"),
        ({"every_hours": 721}, "every_hours", "less than or equal to 720"),
        ({"name": "mugs (1).csv"}, "name", "Another feed address has this name"),
        ({"currency": "XXX"}, "currency", "Select a valid choice"),
    ],
)
def test_an_address_that_cannot_be_fetched_is_refused(
    as_ada: Client,
    ada: Merchant,
    address: FeedAddress,
    fields: dict[str, object],
    field: str,
    message: str,
) -> None:
    response = as_ada.post(ADD, entered(ada, name="Other") | fields)
    assert message in str(response.context["adminform"].form.errors[field])
    assert FeedAddress.objects.count() == 1


def test_a_merchant_has_a_limited_number_of_addresses(as_ada: Client, ada: Merchant) -> None:
    for number in range(MAX_ADDRESSES):
        add_address(ada, URL, f"feed {number}")
    assert b"are the limit" in as_ada.post(ADD, entered(ada)).content
    assert FeedAddress.objects.count() == MAX_ADDRESSES


def test_the_password_is_shown_nowhere(as_ada: Client, address: FeedAddress) -> None:
    for url in (LIST, page(address), page(address, "history"), page(address, "delete")):
        response = as_ada.get(url)
        assert response.status_code == 200
        assert "secret-1" not in response.text


def test_who_may_only_look_sees_no_password(ada: Merchant, address: FeedAddress) -> None:
    viewer = User.objects.create_user("viewer", is_staff=True)
    ada.users.add(viewer)
    viewer.user_permissions.add(Permission.objects.get(codename="view_feedaddress"))
    client = Client()
    client.force_login(viewer)
    response = client.get(page(address))
    assert response.status_code == 200
    assert URL in response.text
    assert "secret-1" not in response.text
    assert client.post(page(address, "fetch_now")).status_code == 403


def test_a_blank_password_keeps_the_one_that_is_there(
    as_ada: Client, ada: Merchant, address: FeedAddress
) -> None:
    as_ada.post(page(address), entered(ada, username="bea", every_hours=3))
    address.refresh_from_db()
    assert (address.username, address.password, address.every_hours) == ("bea", "secret-1", 3)


def test_a_blank_user_name_removes_the_password(
    as_ada: Client, ada: Merchant, address: FeedAddress
) -> None:
    as_ada.post(page(address), entered(ada))
    address.refresh_from_db()
    assert (address.username, address.password) == ("", "")


def test_the_password_goes_to_no_other_server_unless_it_is_entered_again(
    as_ada: Client, ada: Merchant, address: FeedAddress
) -> None:
    elsewhere = entered(ada, username="ada", address="https://evil.example/feed.csv")
    response = as_ada.post(page(address), elsewhere)
    assert "Enter it again" in str(response.context["adminform"].form.errors["password"])
    address.refresh_from_db()
    assert address.address == URL
    as_ada.post(page(address), elsewhere | {"password": "secret-2"})
    address.refresh_from_db()
    assert (address.address, address.password) == ("https://evil.example/feed.csv", "secret-2")


def test_another_address_is_fetched_anew_and_its_first_feed_waits(
    as_ada: Client, ada: Merchant, address: FeedAddress
) -> None:
    known = {"is_confirmed": True, "etag": '"1"', "sha256": "0" * 64, "state": "failed"}
    later = timezone.now() + timedelta(hours=5)
    FeedAddress.objects.update(**known, failures=9, attempts=0, due_at=later)
    as_ada.post(page(address), entered(ada, address="https://shop.example/new.csv"))
    address.refresh_from_db()
    assert (address.etag, address.sha256, address.is_confirmed) == ("", "", False)
    assert (address.state, address.failures) == (FeedAddressState.PENDING, 0)
    assert FeedAddress.objects.all().due().exists()


def test_another_interval_keeps_what_is_known(
    as_ada: Client, ada: Merchant, address: FeedAddress
) -> None:
    FeedAddress.objects.update(is_confirmed=True, etag='"1"', sha256="0" * 64)
    as_ada.post(page(address), entered(ada, username="ada", every_hours=1))
    address.refresh_from_db()
    assert (address.etag, address.sha256, address.is_confirmed) == ('"1"', "0" * 64, True)


def test_a_feed_is_paused_and_resumed(as_ada: Client, address: FeedAddress) -> None:
    as_ada.post(page(address, "pause"))
    address.refresh_from_db()
    assert address.state == FeedAddressState.PAUSED
    assert not FeedAddress.objects.all().due().exists()
    assert b"Resume and fetch it now" in as_ada.get(page(address)).content
    as_ada.post(page(address, "fetch_now"))
    assert FeedAddress.objects.all().due().exists()


def test_a_paused_feed_stays_paused_when_it_is_saved(
    as_ada: Client, ada: Merchant, address: FeedAddress
) -> None:
    FeedAddress.objects.update(state=FeedAddressState.PAUSED)
    as_ada.post(page(address), entered(ada, every_hours=2))
    address.refresh_from_db()
    assert (address.state, address.every_hours) == (FeedAddressState.PAUSED, 2)


def test_the_page_refreshes_itself_while_the_feed_is_fetched(
    as_ada: Client, address: FeedAddress
) -> None:
    part = as_ada.get(page(address), headers={"HX-Request": "true"}).text
    assert "as soon as a worker is free" in part
    assert 'hx-trigger="every 3s"' in part
    assert "<form id" not in part
    FeedAddress.objects.update(due_at=timezone.now() + timedelta(hours=1))
    assert "hx-trigger" not in as_ada.get(page(address), headers={"HX-Request": "true"}).text


def test_the_refreshed_part_is_shown_to_nobody_who_may_not_see_the_page(
    ada: Merchant, address: FeedAddress
) -> None:
    user = User.objects.create_user("stranger", is_staff=True)
    ada.users.add(user)
    client = Client()
    client.force_login(user)
    response = client.get(page(address), headers={"HX-Request": "true"})
    assert response.status_code == 403


def test_a_failure_is_told_at_the_top_of_each_page(as_ada: Client, address: FeedAddress) -> None:
    reason = "The server answered 404 Not Found."
    FeedAddress.objects.update(failures=2, reason=reason, failing_since=timezone.now())
    for url in (reverse("admin:index"), reverse("admin:catalog_product_changelist"), LIST):
        assert reason in as_ada.get(url).text
    response = as_ada.get(page(address))
    assert response.text.count(reason) == 1
    assert "It fails since" in response.text


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"state": ImportState.CHECKED}, "What was fetched waits for you"),
        ({"state": ImportState.FAILED, "reason": "Cut short."}, "Its last import failed: Cut"),
        ({"state": "cancelled", "reason": EXPIRED}, "What was fetched waited for too long"),
        ({"state": "finished", "missing_state": "unconfirmed", "missing": 7}, "7 products are"),
    ],
)
def test_an_import_that_needs_somebody_is_told_at_the_top_until_the_next_one(
    as_ada: Client, address: FeedAddress, values: dict[str, object], message: str
) -> None:
    run = ImportRun.objects.create(
        merchant=address.merchant, feed=address.feed, feed_address=address, **values
    )
    link = reverse("admin:catalog_importrun_change", args=[run.pk])
    response = as_ada.get(reverse("admin:index"))
    assert message in response.text
    assert link in response.text
    ImportRun.objects.create(
        merchant=address.merchant, feed=address.feed, state=ImportState.FINISHED
    )
    assert message not in as_ada.get(reverse("admin:index")).text


def test_the_page_of_an_address_tells_of_others_at_the_top(
    as_ada: Client, ada: Merchant, address: FeedAddress
) -> None:
    add_address(ada, URL, "other", failures=2, reason="The other is down.")
    assert "The other is down." in as_ada.get(page(address)).text


def test_failures_of_another_merchant_are_told_to_nobody_else(
    as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    add_address(ben, URL, "Bens feed", failures=2, reason="Ben's server is down.")
    assert "Ben" not in as_ada.get(reverse("admin:index")).text


def test_many_failing_feeds_fill_no_page_and_cost_a_few_queries(
    as_ada: Client, ada: Merchant, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(MAX_ADDRESSES):
        add_address(ada, URL, f"feed {number}", failures=1, reason="It is down.")
    with django_assert_max_num_queries(13):
        response = as_ada.get(reverse("admin:second_factor_overview"))
    assert response.text.count("It is down.") == 3


@pytest.mark.parametrize("kind", ["fetch_now", "pause", "change", "delete", "history"])
def test_the_address_of_another_merchant_is_neither_shown_nor_touched(
    as_ada: Client, ben: Merchant, kind: str
) -> None:
    address = add_address(ben, "https://ben.example/feed.csv", "Bens feed")
    before = FeedAddress.objects.filter(pk=address.pk).values().get()
    for response in (as_ada.get(page(address, kind)), as_ada.post(page(address, kind))):
        assert response.status_code in {302, 403, 404, 405}
        assert "ben.example" not in response.text
    assert FeedAddress.objects.filter(pk=address.pk).values().get() == before
    assert "Bens feed" not in as_ada.get(LIST).text


def test_an_address_is_not_added_to_another_merchant(
    as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    as_ada.post(ADD, entered(ben))
    assert not FeedAddress.objects.filter(merchant=ben).exists()


def test_a_user_who_may_not_delete_products_has_no_feed_delete_them(
    as_ada: Client, ada: Merchant
) -> None:
    user = ada.users.get()
    user.groups.get().permissions.remove(Permission.objects.get(codename="delete_product"))
    response = as_ada.post(ADD, entered(ada, missing_action="delete"))
    assert "missing_action" in response.context["adminform"].form.errors


def test_only_an_owner_decides_what_becomes_of_missing_products(
    as_ada: Client, ada: Merchant
) -> None:
    as_ada.post(ADD, entered(ada, missing_action="deactivate"))
    Membership.objects.update(role=Role.EDITOR)
    response = as_ada.post(ADD, entered(ada, name="Cups", missing_action="deactivate"))
    assert "missing_action" in response.context["adminform"].form.errors
    address = FeedAddress.objects.get()
    as_ada.post(page(address), entered(ada, every_hours=9, missing_action="keep"))
    address.refresh_from_db()
    assert (address.every_hours, address.missing_action) == (9, "deactivate")


def test_a_deleted_address_keeps_its_imports_and_their_feed(
    as_ada: Client, address: FeedAddress
) -> None:
    run = ImportRun.objects.create(
        merchant=address.merchant, feed=address.feed, feed_address=address
    )
    as_ada.post(page(address, "delete"), {"post": "yes"})
    run.refresh_from_db()
    assert not FeedAddress.objects.exists()
    assert (run.feed_address, run.feed) == (None, address.feed)


def test_a_merchant_with_addresses_is_deleted(admin_client: Client) -> None:
    merchant = make_merchant("cleo")
    address = add_address(merchant, URL)
    ImportRun.objects.create(merchant=merchant, feed=address.feed, feed_address=address)
    url = reverse("admin:catalog_merchant_delete", args=[merchant.pk])
    assert "1 feed address" in admin_client.get(url).text.replace(
        "Feed addresses: 1", "1 feed address"
    )
    admin_client.post(url, {"post": "yes"})
    assert not Merchant.objects.filter(pk=merchant.pk).exists()
    assert not FeedAddress.objects.exists()


def test_the_page_of_a_fetched_feed_says_why_it_waits(as_ada: Client, address: FeedAddress) -> None:
    run = ImportRun.objects.create(
        merchant=address.merchant,
        feed=address.feed,
        feed_address=address,
        state=ImportState.CHECKED,
        created=3,
        rows_total=3,
    )
    CheckReport.objects.create(run=run, understood={"columns": []})
    text = as_ada.get(reverse("admin:catalog_importrun_change", args=[run.pk])).text
    assert "This is the first feed from its address." in text
    assert page(address) in text
