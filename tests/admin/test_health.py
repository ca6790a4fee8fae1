"""The numbers of the home page, and the lists that they lead to."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pgvector import HalfVector
from redis.exceptions import ConnectionError as RedisConnectionError

from catalog.admin.home import Home, Tile
from catalog.insights import health_counts
from catalog.models import (
    Category,
    Embedding,
    EncoderVersion,
    ImportRun,
    Merchant,
    MissingState,
    Photo,
    Product,
    ProductIndexing,
)

pytestmark = pytest.mark.django_db
SOON = timedelta(days=3)


@pytest.fixture
def as_operator(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("operator"))
    return client


def home_of(client: Client, address: str = "/admin/") -> Home:
    response = client.get(address)
    assert response.status_code == 200
    home: Home = response.context["home"]
    return home


def tiles(home: Home) -> dict[str, int]:
    assert home.health
    return {tile.label: tile.number for tile in (*home.health.products, *home.health.imports)}


def listed(client: Client, tile: Tile) -> set[str]:
    """The titles or names in the list that a number leads to."""
    response = client.get(tile.url)
    assert response.status_code == 200, tile.url  # an unknown filter redirects
    return {str(row) for row in response.context["cl"].queryset}


@pytest.fixture
def serving(db: None) -> EncoderVersion:
    return EncoderVersion.objects.create(name="serving", dimension=1, state="serving")


def add(merchant: Merchant, title: str, *, photo: str = "ready", **fields: Any) -> Product:
    """A product that lacks nothing, but what `fields` say. It is not embedded."""
    whole = {
        "external_id": title, "price": 9, "description": "Round.",
        "attributes": {"color": "red", "material": "clay"},
        "category": Category.objects.get_or_create(path="cups", defaults={"name": "Cups"})[0],
    }  # fmt: skip
    product = Product.objects.create(merchant=merchant, title=title, **{**whole, **fields})
    if photo:
        Photo.objects.create(product=product, file="photos/x.jpg", state=photo)
    return product


def fail(product: Product, reason: str) -> None:
    ProductIndexing.objects.filter(product=product).update(state="failed", reason=reason)


def find(product: Product, serving: EncoderVersion) -> None:
    joint = HalfVector([1, 0])
    Embedding.objects.create(product=product, encoder_version=serving, joint=joint)


@pytest.fixture
def catalog(ada: Merchant, serving: EncoderVersion) -> None:
    """Products of Ada's, each with one thing to see; all but those that say so are found."""
    ada.products.all().delete()
    now = timezone.now()
    fields: dict[str, dict[str, Any]] = {
        "whole": {},
        "photoless": {"photo": ""},
        "photo failed": {"photo": "failed"},
        "uncategorised": {"category": None},
        "colourless": {"attributes": {"material": "clay"}},
        "blank colour": {"attributes": {"color": "", "material": []}},
        "undescribed": {"description": ""},
        "sale": {"sale_price": 5, "sale_ends": now + SOON},
        "later sale": {"sale_price": 5, "sale_starts": now + SOON, "sale_ends": now + 2 * SOON},
        "long sale": {"sale_price": 5, "sale_ends": now + 5 * SOON},
        "off feed": {"active": False, "retired_at": now},
        "inactive": {"active": False, "description": "", "category": None},
    }
    for title, values in fields.items():
        find(add(ada, title, **values), serving)
    add(ada, "waiting")
    fail(add(ada, "failed"), "The photo is black.")
    fail(add(ada, "failed too"), "The photo is black.")
    fail(add(ada, "failed otherwise"), "")
    updated = add(ada, "found as before")
    find(updated, serving)
    fail(updated, "The photo is black.")


EXPECTED = {
    "Wait to be found": {"waiting"},
    "Cannot be found": {"failed", "failed too", "failed otherwise"},
    "Without a photo": {"photoless"},
    "With a photo that failed": {"photo failed"},
    "Without a category": {"uncategorised"},
    "Without a colour": {"colourless", "blank colour"},
    "Without a material": {"blank colour"},
    "Without a description": {"undescribed"},
    "Sale ends within a week": {"sale"},
    "No longer in their feed": {"off feed"},
}


@pytest.mark.parametrize("label", EXPECTED)
def test_number_leads_to_the_list_of_exactly_these_products(
    as_ada: Client, catalog: None, label: str
) -> None:
    home = home_of(as_ada)
    assert home.health
    tile = next(tile for tile in home.health.products if tile.label == label)
    assert listed(as_ada, tile) == EXPECTED[label]
    assert tile.number == len(EXPECTED[label])


def test_every_number_agrees_with_its_list(
    as_operator: Client, catalog: None, ada: Merchant, ben: Merchant
) -> None:
    for address in ("/admin/", "/admin/?merchant=ada", "/admin/?merchant=ben"):
        home = home_of(as_operator, address)
        assert home.health
        for tile in (*home.health.products, *home.health.imports, *home.health.causes):
            assert len(listed(as_operator, tile)) == tile.number, tile
    assert tiles(home_of(as_operator, "/admin/?merchant=ben"))["Products"] == 1


def test_products_on_sale_are_found_waiting_or_failed(as_ada: Client, catalog: None) -> None:
    numbers = tiles(home_of(as_ada))
    parts = [numbers[label] for label in ("Shoppers find", "Wait to be found", "Cannot be found")]
    assert parts == [11, 1, 3]
    assert numbers["On sale"] == sum(parts)
    assert numbers["Products"] == 17


def test_checks_without_a_product_are_named_in_one_line(as_ada: Client, catalog: None) -> None:
    Product.objects.exclude(title="whole").delete()
    home = home_of(as_ada)
    assert home.health
    assert "Without a photo" in {tile.label for tile in home.health.none}
    content = as_ada.get("/admin/").content.decode()
    assert content.count('class="tile"') == home.health.main
    assert ">without a photo</a>" in content


def test_causes_of_failures_lead_to_their_products(as_ada: Client, catalog: None) -> None:
    home = home_of(as_ada)
    assert home.health
    found = {tile.label: listed(as_ada, tile) for tile in home.health.causes}
    assert found == {
        "The photo is black.": {"failed", "failed too"},
        health_counts.NO_CAUSE: {"failed otherwise"},
    }


def test_nothing_is_on_sale_at_a_merchant_who_is_not_active(
    as_ada: Client, catalog: None, ada: Merchant
) -> None:
    Merchant.objects.update(active=False)
    numbers = tiles(home_of(as_ada))
    assert (numbers["On sale"], numbers["Shoppers find"], numbers["Without a photo"]) == (0, 0, 0)


def test_imports_that_wait_or_failed_are_listed(as_ada: Client, ada: Merchant) -> None:
    ada.import_runs.all().delete()
    states: tuple[tuple[str, dict[str, str]], ...] = (
        ("checked.csv", {"state": "checked"}),
        ("paused.csv", {"state": "paused"}),
        ("missing.csv", {"state": "finished", "missing_state": MissingState.UNCONFIRMED}),
        ("again.csv", {"state": "failed"}),
        ("again.csv", {"state": "finished"}),
        ("failed.csv", {"state": "failed"}),
        ("done.csv", {"state": "finished"}),
    )
    for name, fields in states:
        ImportRun.objects.create(merchant=ada, file="imports/x", original_name=name, **fields)
    home = home_of(as_ada)
    assert home.health
    names = [{row.split(" ")[0] for row in listed(as_ada, tile)} for tile in home.health.imports]
    assert names == [{"checked.csv", "paused.csv", "missing.csv"}, {"failed.csv"}]


def test_merchant_sees_numbers_of_its_own_only(
    as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    for address in ("/admin/", "/admin/?merchant=ben", "/admin/?merchant=%22"):
        home = home_of(as_ada, address)
        assert tiles(home)["Products"] == 1
        assert home.scope.merchants == (ada,)


def test_user_of_two_merchants_may_choose_one(as_ada: Client, ada: Merchant, ben: Merchant) -> None:
    ben.users.add(ada.users.get())
    assert tiles(home_of(as_ada))["Products"] == 2
    home = home_of(as_ada, "/admin/?merchant=ben")
    assert home.health
    assert listed(as_ada, home.health.products[0]) == {"Mug of ben"}


def test_user_without_permissions_sees_no_numbers(db: None) -> None:
    user = User.objects.create_user("guest", is_staff=True)
    client = Client()
    client.force_login(user)
    home = home_of(client)
    assert (home.health, home.searches) == (None, None)
    user.user_permissions.add(Permission.objects.get(codename="view_product"))
    home = home_of(client)
    assert home.health
    assert home.health.imports == ()
    assert tiles(home)["Products"] == 0


def test_slow_counts_are_kept_for_a_while_and_say_when_they_are_from(
    as_ada: Client, ada: Merchant, ben: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(health_counts, "SLOW_SECONDS", 0)
    first = home_of(as_ada)
    add(ada, "New")
    second = home_of(as_ada)
    assert first.health
    assert first.health == second.health
    assert f"{first.health.at:%H:%M:%S}" in as_ada.get("/admin/").content.decode()
    as_ben = Client()
    as_ben.force_login(ben.users.get())
    assert home_of(as_ben).health != first.health
    cache.clear()


def test_numbers_need_no_cache(
    as_ada: Client, ada: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise RedisConnectionError

    for name in ("get", "set"):
        monkeypatch.setattr(cache, name, away)
    monkeypatch.setattr(health_counts, "SLOW_SECONDS", 0)
    assert tiles(home_of(as_ada))["Products"] == 1


def test_models_come_in_the_order_of_a_merchants_work(as_ada: Client) -> None:
    (app,) = as_ada.get("/admin/").context["app_list"]
    assert [model["name"] for model in app["models"]] == [
        "Imports", "Feed addresses", "Products", "Proposed values", "Duplicate pictures",
        "Bulk edits", "Photos", "Categories", "Merchandising rules", "Searches",
        "Synonym groups", "Merchants", "API keys",
    ]  # fmt: skip
