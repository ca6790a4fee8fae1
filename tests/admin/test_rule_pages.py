"""Merchandising rules in the admin: list, form, and a preview that saves nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import MerchandisingRule, Merchant, Product, RuleBoost, RuleProduct
from catalog.models.rule import MAX_ACTIVE, MAX_PINS
from tests.rules import add_rule
from tests.shop import category

pytestmark = pytest.mark.django_db
LIST = "admin:catalog_merchandisingrule_changelist"
ADD = "admin:catalog_merchandisingrule_add"
CHANGE = "admin:catalog_merchandisingrule_change"
Rows = Sequence[dict[str, Any]]
PREVIEW = "admin:catalog_merchandisingrule_preview"


@pytest.fixture
def mug(ada: Merchant) -> Product:
    return ada.products.get()


@pytest.fixture
def plate(ada: Merchant) -> Product:
    return Product.objects.create(
        merchant=ada, external_id="plate-1", title="Plate of ada", price=5, brand="Norda",
        category=category("Kitchen/Plates"), attributes={"margin": "20"},
    )  # fmt: skip


def posted(
    ada: Merchant, *, products: Rows = (), boosts: Rows = (), **fields: Any
) -> dict[str, Any]:
    data = {
        "merchant": ada.pk, "name": "Mugs first", "active": "on", "trigger": "words_are",
        "words": "mug", **fields,
    }  # fmt: skip
    for prefix, rows in (("products", products), ("boosts", boosts)):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return {name: value for name, value in data.items() if value is not None}


def errors(response: Any) -> str:
    return str(response.content.decode())


def add(client: Client, data: dict[str, Any]) -> Any:
    return client.post(reverse(ADD), data)


def test_a_merchant_adds_a_rule_by_article_numbers(
    as_ada: Client, ada: Merchant, mug: Product, plate: Product
) -> None:
    products = [
        {"article": "ada-1", "action": "pin"},
        {"article": "plate-1", "action": "boost", "deviations": "-1.5"},
    ]
    assert add(as_ada, posted(ada, products=products)).status_code == 302
    rule = MerchandisingRule.objects.get()
    assert (rule.merchant, rule.phrases) == (ada, ("mug",))
    assert list(rule.products.values_list("product", "action", "deviations")) == [
        (plate.pk, "boost", -1.5), (mug.pk, "pin", 0.0),
    ]  # fmt: skip


@pytest.mark.usefixtures("plate")
def test_a_rule_is_limited_to_a_category_of_the_merchants_own(
    as_ada: Client, ada: Merchant
) -> None:
    response = add(as_ada, posted(ada, category_path="Kitchen > Plates"))
    assert response.status_code == 302, errors(response)
    assert MerchandisingRule.objects.get().category_path == "kitchen/plates"


def test_pinned_products_keep_the_order_of_their_rows_or_places(
    as_ada: Client, ada: Merchant, mug: Product, plate: Product
) -> None:
    add(as_ada, posted(ada, products=[
        {"product": plate.pk, "action": "pin"}, {"product": mug.pk, "action": "pin"},
    ]))  # fmt: skip
    rule = MerchandisingRule.objects.get()
    assert [each.product for each in rule.products.all()] == [plate, mug]
    RuleProduct.objects.all().delete()
    add(as_ada, posted(ada, name="Second", products=[
        {"product": plate.pk, "action": "pin", "position": 5},
        {"product": mug.pk, "action": "pin", "position": 2},
    ]))  # fmt: skip
    second = MerchandisingRule.objects.get(name="Second")
    assert [each.product for each in second.products.all()] == [mug, plate]


BOOSTS = [
    ({"subject": "category", "category_path": "Kitchen > Plates"},
     {"category_path": "kitchen/plates"}),
    ({"subject": "category", "category_path": "kitchen"}, {"category_path": "kitchen"}),
    ({"subject": "brand", "value": "Norda", "days": 4}, {"value": "Norda", "days": None}),
    ({"subject": "attribute", "name": "Colour", "value": "Blue"},
     {"name": "color", "value": "blue"}),
    ({"subject": "tag", "value": "Sale"}, {"value": "sale"}),
    ({"subject": "in_stock"}, {}),
    ({"subject": "newness", "days": 30}, {"days": 30}),
    ({"subject": "number", "name": "margin", "low": 1, "high": 9}, {"low": 1.0, "high": 9.0}),
]  # fmt: skip


@pytest.mark.parametrize(("row", "stored"), BOOSTS, ids=lambda row: str(row.get("subject", "")))
def test_a_boost_is_stored_as_searches_compare_it(
    as_ada: Client, ada: Merchant, plate: Product, row: dict[str, Any], stored: dict[str, Any]
) -> None:
    response = add(as_ada, posted(ada, boosts=[row | {"deviations": "1.5"}]))
    assert response.status_code == 302, errors(response)
    boost = RuleBoost.objects.get()
    assert {name: getattr(boost, name) for name in stored} == stored
    assert boost.deviations == 1.5


def test_the_ends_of_a_number_are_taken_from_the_merchants_own_products(
    as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    for owner, factor in ((ada, 1), (ben, 1000)):
        for number in range(11):
            Product.objects.create(
                merchant=owner, external_id=f"n-{number}", title="Thing", price=1,
                attributes={"margin": f"{number * 10 * factor} %"},
            )  # fmt: skip
    row = {"subject": "number", "name": "margin", "deviations": 1}
    add(as_ada, posted(ada, boosts=[row]))
    boost = RuleBoost.objects.get()
    assert (boost.low, boost.high) == (10.0, 90.0)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"words": ""}, "Give the words"),
    ({"trigger": "browsing"}, "looks at no words"),
    ({"words": "a b c d e f g h i"}, "at most 8 words"),
    ({"words": "\n".join(map(str, range(21)))}, "at most 20 phrases"),
    ({"category_path": "secret"}, "No product has the category “secret”"),
    ({"starts_0": "2026-12-02", "starts_1": "10:00", "ends_0": "2026-12-01", "ends_1": "10:00"},
     "must end after it begins"),
    ({"products": [{"action": "pin", "article": "nothing"}]}, "No product has this number"),
    ({"products": [{"action": "pin", "position": 3}]}, "Choose a product"),
    ({"products": [{"action": "boost", "article": "ada-1"}]}, "Give a number above 0"),
    ({"products": [{"action": "boost", "article": "ada-1", "deviations": 9}]},
     "less than or equal"),
    ({"products": [{"action": "pin", "article": "ada-1"}, {"action": "hide", "article": "ada-1"}]},
     "duplicate"),
    ({"boosts": [{"subject": "brand", "deviations": 1}]}, "Say which"),
    ({"boosts": [{"subject": "in_stock", "deviations": 0}]}, "above 0 to raise"),
    ({"boosts": [{"subject": "in_stock", "deviations": "nan"}]}, "Enter a number"),
    ({"boosts": [{"subject": "number", "name": "margin", "deviations": 1}]},
     "No product has a number"),
    ({"boosts": [{"subject": "number", "name": "m", "deviations": 1, "low": 3, "high": 3}]},
     "a greater number"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "message"), WRONG, ids=[message for _, message in WRONG])
def test_what_is_wrong_is_said_on_the_page_and_in_the_preview(
    as_ada: Client, ada: Merchant, fields: dict[str, Any], message: str
) -> None:
    response = add(as_ada, posted(ada, **fields))
    assert message in errors(response)
    assert not MerchandisingRule.objects.exists()
    preview = as_ada.post(reverse(f"{PREVIEW}_new"), posted(ada, **fields))
    assert message in errors(preview)


def test_too_many_pins_are_refused(as_ada: Client, ada: Merchant) -> None:
    products = [
        Product.objects.create(merchant=ada, external_id=f"p-{n}", title="Thing", price=1)
        for n in range(MAX_PINS + 1)
    ]
    rows = [{"action": "pin", "product": product.pk} for product in products]
    assert f"At most {MAX_PINS} products" in errors(add(as_ada, posted(ada, products=rows)))


def test_no_more_rules_can_be_switched_on_than_the_limit(as_ada: Client, ada: Merchant) -> None:
    MerchandisingRule.objects.bulk_create(
        MerchandisingRule(name=str(number), merchant=ada, trigger="always")
        for number in range(MAX_ACTIVE)
    )
    assert "which is the limit" in errors(add(as_ada, posted(ada)))
    assert add(as_ada, posted(ada, active=None)).status_code == 302


def test_a_window_is_in_the_time_zone_of_the_merchant(as_ada: Client, ada: Merchant) -> None:
    Merchant.objects.update(time_zone="America/New_York")
    add(as_ada, posted(ada, starts_0="2026-12-01", starts_1="09:00"))
    rule = MerchandisingRule.objects.get()
    assert rule.starts == datetime(2026, 12, 1, 14, tzinfo=UTC)
    page = errors(as_ada.get(reverse(CHANGE, args=[rule.pk])))
    assert 'value="09:00:00"' in page
    assert "America/New_York" in page


def test_the_list_says_what_each_rule_is_for_and_does_and_whether_it_is_in_force(
    as_ada: Client, ada: Merchant, mug: Product
) -> None:
    now = timezone.now()
    boost = {"subject": "brand", "value": "Norda", "deviations": 1.5}
    add_rule(
        "A", merchant=ada, trigger="words_contain", words="mug\ncup", pins=[mug], boosts=[boost]
    )
    add_rule("B", merchant=ada, ends=now - timedelta(days=1), category_path="kitchen")
    add_rule("C", merchant=ada, starts=now + timedelta(days=1))
    add_rule("D", merchant=ada, active=False)
    page = errors(as_ada.get(reverse(LIST)))
    for expected in (
        "what contains “mug”, “cup”", "1 shown first, Norda +1.5", "ended ", "starts ",
        "any search, and browsing in kitchen", ">off<", ">on<",
    ):  # fmt: skip
        assert expected in page


def test_a_rule_whose_category_is_gone_can_still_be_saved(
    as_ada: Client, ada: Merchant, plate: Product
) -> None:
    rule = add_rule("Old", merchant=ada, category_path="gone/long ago")
    data = posted(ada, trigger="always", words="", category_path="gone/long ago", name="New")
    assert as_ada.post(reverse(CHANGE, args=[rule.pk]), data).status_code == 302
    rule.refresh_from_db()
    assert (rule.name, rule.category_path) == ("New", "gone/long ago")


# The preview.


def side(response: Any, name: str) -> list[tuple[str, str]]:
    return [(card.title, card.mark) for card in response.context[name]]


def test_the_preview_of_unsaved_values_shows_both_sides_and_saves_nothing(
    as_ada: Client, ada: Merchant, mug: Product, plate: Product
) -> None:
    data = posted(
        ada, trigger="browsing", words="", starts_0="2099-01-01", starts_1="00:00", active=None,
        products=[{"action": "pin", "article": "ada-1"}],
    )  # fmt: skip
    response = as_ada.post(reverse(f"{PREVIEW}_new"), data)
    assert side(response, "before") == [("Plate of ada", ""), ("Mug of ada", "")]
    assert side(response, "after") == [("Mug of ada", "shown first"), ("Plate of ada", "▼ 1")]
    assert not MerchandisingRule.objects.exists()


def test_the_preview_takes_another_query_and_keeps_the_unsaved_values(
    as_ada: Client, ada: Merchant, mug: Product, plate: Product
) -> None:
    data = posted(ada, words="mug", products=[{"action": "hide", "article": "ada-1"}])
    first = as_ada.post(reverse(f"{PREVIEW}_new"), data)
    assert (first.context["query"], side(first, "after")) == ("mug", [])
    again = {**dict(first.context["kept"]), "preview_query": "plate"}
    second = as_ada.post(reverse(f"{PREVIEW}_new"), again)
    assert second.context["why_not"] == ["its words are not those of the search"]
    assert side(second, "after") == [("Plate of ada", "")]


def test_the_preview_of_a_saved_rule_compares_it_with_the_shop_without_it(
    as_ada: Client, ada: Merchant, mug: Product, plate: Product
) -> None:
    rule = add_rule(merchant=ada, hides=[plate])
    response = as_ada.get(reverse(PREVIEW, args=[rule.pk]), {"preview_query": ""})
    assert side(response, "before") == [("Plate of ada", "hidden"), ("Mug of ada", "")]
    assert side(response, "after") == [("Mug of ada", "▲ 1")]


def test_editing_a_rule_in_force_is_compared_with_what_it_does_today(
    as_ada: Client, ada: Merchant, mug: Product, plate: Product
) -> None:
    rule = add_rule(merchant=ada, pins=[mug], trigger="browsing")
    row = rule.products.get()
    data = posted(ada, trigger="browsing", words="", products=[
        {"id": row.pk, "product": mug.pk, "action": "hide"}
    ]) | {"products-INITIAL_FORMS": 1}  # fmt: skip
    response = as_ada.post(reverse(PREVIEW, args=[rule.pk]), data)
    assert [title for title, _ in side(response, "before")] == ["Mug of ada", "Plate of ada"]
    assert [title for title, _ in side(response, "after")] == ["Plate of ada"]
    row.refresh_from_db()
    assert row.action == "pin"


def test_a_query_that_is_too_long_is_refused_on_the_page(as_ada: Client, ada: Merchant) -> None:
    rule = add_rule(merchant=ada)
    response = as_ada.get(reverse(PREVIEW, args=[rule.pk]), {"preview_query": "x" * 501})
    assert "at most 500 characters" in errors(response)


# Tenancy.


def test_rules_of_others_and_of_the_shop_are_neither_listed_nor_opened_nor_previewed(
    as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    others = [add_rule("Ben's", merchant=ben), add_rule("The shop's")]
    page = errors(as_ada.get(reverse(LIST)))
    assert "Ben" not in page
    assert "The shop" not in page
    for rule in others:
        assert as_ada.get(reverse(CHANGE, args=[rule.pk])).status_code == 302
        assert as_ada.get(reverse(PREVIEW, args=[rule.pk])).status_code == 404
        assert as_ada.post(reverse(PREVIEW, args=[rule.pk]), posted(ada)).status_code == 404
        as_ada.post(reverse(CHANGE, args=[rule.pk]), posted(ada, name="Taken"))
        rule.refresh_from_db()
        assert rule.name != "Taken"


@pytest.mark.parametrize("merchant", ["", "ben"])
def test_a_merchants_user_makes_no_rule_for_others_or_the_shop(
    as_ada: Client, ada: Merchant, ben: Merchant, merchant: str
) -> None:
    data = posted(ada, merchant=ben.pk if merchant else "")
    add(as_ada, data)
    assert not MerchandisingRule.objects.exists()
    as_ada.post(reverse(f"{PREVIEW}_new"), data)
    assert not MerchandisingRule.objects.exists()


@pytest.mark.parametrize("field", ["product", "article"])
def test_products_of_another_merchant_cannot_be_taken_into_a_rule(
    as_ada: Client, ada: Merchant, ben: Merchant, field: str
) -> None:
    other = ben.products.get()
    row = {"action": "pin", field: other.pk if field == "product" else other.external_id}
    for response in (
        add(as_ada, posted(ada, products=[row])),
        as_ada.post(reverse(f"{PREVIEW}_new"), posted(ada, products=[row])),
    ):
        assert response.status_code == 200
        assert "Mug of ben" not in errors(response)
    assert not MerchandisingRule.objects.exists()


def test_categories_of_another_merchant_are_neither_offered_nor_accepted(
    as_ada: Client, ada: Merchant, ben: Merchant, plate: Product
) -> None:
    ben.products.update(category=category("Secret plans"))
    page = errors(as_ada.get(reverse(ADD)))
    assert "kitchen/plates" in page
    assert "secret plans" not in page
    response = add(as_ada, posted(ada, category_path="secret plans"))
    assert "No product has the category" in errors(response)


def test_an_operator_makes_a_rule_of_the_shop(admin_client: Client, ada: Merchant) -> None:
    row = {"article": "ada-1", "action": "pin"}
    response = add(admin_client, posted(ada, merchant="", products=[row]))
    assert response.status_code == 302, errors(response)
    assert MerchandisingRule.objects.get().merchant is None
    assert "the shop" in errors(admin_client.get(reverse(LIST)))


def test_a_number_that_several_merchants_have_must_be_chosen_as_a_product(
    admin_client: Client, ada: Merchant, ben: Merchant
) -> None:
    Product.objects.update(external_id="same")
    response = add(admin_client, posted(ada, merchant="", products=[
        {"article": "same", "action": "pin"}
    ]))  # fmt: skip
    assert "Several merchants have it" in errors(response)


@pytest.mark.parametrize("key", ["0", "9" * 18, "9" * 30, "_00", "x"])
def test_odd_keys_find_no_rule_and_break_no_page(
    as_ada: Client, admin_client: Client, ada: Merchant, key: str
) -> None:
    for client in (as_ada, admin_client):
        assert client.get(f"{reverse(LIST)}{key}/change/").status_code in {302, 404}
        assert client.get(f"{reverse(LIST)}{key}/preview/").status_code in {302, 404}
        odd = posted(ada, merchant=key)
        assert client.post(f"{reverse(LIST)}{key}/preview/", odd).status_code in {302, 404}
        assert client.post(reverse(ADD), odd).status_code == 200
        assert client.post(reverse(f"{PREVIEW}_new"), odd).status_code == 200


def test_the_preview_of_a_rule_of_the_shop_counts_rules_of_its_only_merchant(
    admin_client: Client, ada: Merchant, mug: Product, plate: Product
) -> None:
    add_rule("Own", merchant=ada, pins=[mug])
    rule = add_rule("Shop", hides=[plate])
    response = admin_client.get(reverse(PREVIEW, args=[rule.pk]))
    assert [title for title, _ in side(response, "before")] == ["Mug of ada", "Plate of ada"]


def test_rules_are_deleted_from_the_list(as_ada: Client, ada: Merchant, mug: Product) -> None:
    rule = add_rule(merchant=ada, pins=[mug])
    data = {"action": "delete_selected", "_selected_action": [rule.pk], "last": rule.pk}
    assert as_ada.post(reverse(LIST), {**data, "post": "yes"}).status_code == 302
    assert not MerchandisingRule.objects.exists()
    assert Product.objects.filter(pk=mug.pk).exists()
