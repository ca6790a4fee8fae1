"""A merchant's user can neither see nor change rows of another merchant."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import ImportRun, Merchant, Photo, Product

pytestmark = pytest.mark.django_db
MODELS = (Product, Photo, ImportRun)


def page(model: type, kind: str, *args: object) -> str:
    return reverse(f"admin:catalog_{model.__name__.lower()}_{kind}", args=args)


def row_of(
    merchant: Merchant, model: type[Product | Photo | ImportRun]
) -> Product | Photo | ImportRun:
    lookup = "product__merchant" if model is Photo else "merchant"
    return model.objects.get(**{lookup: merchant})


@pytest.mark.parametrize("model", MODELS)
def test_lists_hold_only_rows_of_the_users_merchant(
    as_ada: Client, ada: Merchant, ben: Merchant, model: type[Product]
) -> None:
    listed = as_ada.get(page(model, "changelist")).context["cl"].result_list
    assert [row.pk for row in listed] == [row_of(ada, model).pk]


@pytest.mark.parametrize("model", MODELS)
def test_page_of_an_own_row_opens(as_ada: Client, ada: Merchant, model: type[Product]) -> None:
    assert as_ada.get(page(model, "change", row_of(ada, model).pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("kind", ["change", "history", "delete"])
def test_page_of_another_merchants_row_is_not_shown(
    as_ada: Client, ben: Merchant, model: type[Product], kind: str
) -> None:
    response = as_ada.get(page(model, kind, row_of(ben, model).pk))
    assert response.status_code in {302, 403, 404}
    assert b"Mug of ben" not in response.content


@pytest.mark.parametrize("model", [Product, Photo])
@pytest.mark.parametrize("kind", ["change", "delete"])
def test_post_to_another_merchants_row_changes_nothing(
    as_ada: Client, ben: Merchant, model: type[Product], kind: str
) -> None:
    before = model.objects.filter(pk=row_of(ben, model).pk).values().get()
    as_ada.post(page(model, kind, before["id"]), {"post": "yes", "title": "Taken", "alt": "Taken"})
    assert model.objects.filter(pk=before["id"]).values().get() == before


@pytest.mark.parametrize(
    "kind", ["cancel", "again", "import_checked", "check_again", "forget_columns"]
)
def test_import_of_another_merchant_can_be_neither_cancelled_nor_started(
    as_ada: Client, ben: Merchant, kind: str
) -> None:
    run = row_of(ben, ImportRun)
    assert as_ada.post(page(ImportRun, kind, run.pk)).status_code == 404
    assert list(ImportRun.objects.filter(merchant=ben).values_list("state")) == [("pending",)]


def test_problems_of_another_merchants_import_are_not_found(as_ada: Client, ben: Merchant) -> None:
    assert as_ada.get(page(ImportRun, "problems", row_of(ben, ImportRun).pk)).status_code == 404


@pytest.mark.parametrize("action", ["delete_selected", "embed_again"])
def test_actions_do_not_touch_another_merchants_products(
    as_ada: Client, ben: Merchant, action: str
) -> None:
    product = ben.products.get()
    product.indexing.__class__.objects.update(state="ready")
    data = {"action": action, "_selected_action": [product.pk], "post": "yes"}
    as_ada.post(page(Product, "changelist"), data)
    product = ben.products.get()
    assert product.indexing.state == "ready"


def test_autocomplete_offers_only_the_users_products(as_ada: Client, ben: Merchant) -> None:
    query = {"app_label": "catalog", "model_name": "photo", "field_name": "product", "term": "Mug"}
    offered = as_ada.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [choice["text"] for choice in offered] == ["Mug of ada"]


def test_photo_cannot_be_added_to_another_merchants_product(as_ada: Client, ben: Merchant) -> None:
    data = {
        "product": ben.products.get().pk,
        "source_url": "https://a.example/2.jpg",
        "position": 1,
    }
    response = as_ada.post(page(Photo, "add"), data)
    assert "product" in response.context["adminform"].form.errors
    assert Photo.objects.filter(product__merchant=ben).count() == 1


def test_import_cannot_be_started_for_another_merchant(as_ada: Client, ben: Merchant) -> None:
    response = as_ada.post(page(ImportRun, "add"), {"merchant": ben.pk})
    assert "merchant" in response.context["adminform"].form.errors
    assert ben.import_runs.count() == 1


@pytest.mark.parametrize(
    "query", ["merchant__users__password__startswith=p", "merchant__id__exact={ben}"]
)
def test_list_filters_reveal_nothing_of_other_merchants(
    as_ada: Client, ben: Merchant, query: str
) -> None:
    response = as_ada.get(f"{page(Product, 'changelist')}?{query.format(ben=ben.pk)}")
    assert b"Mug of ben" not in response.content


@pytest.mark.parametrize("name", ["encoderversion"])
def test_pages_for_operators_are_forbidden_to_merchants(as_ada: Client, name: str) -> None:
    assert as_ada.get(reverse(f"admin:catalog_{name}_changelist")).status_code == 403


def test_anonymous_visitor_is_redirected_to_the_login(ada: Merchant) -> None:
    response = Client().get(page(Product, "changelist"))
    assert response.status_code == 302
    assert "/login/" in response["Location"]


def test_superuser_sees_products_of_all_merchants(
    ada: Merchant, ben: Merchant, admin_client: Client
) -> None:
    listed = admin_client.get(page(Product, "changelist")).context["cl"].result_list
    assert {row.title for row in listed} == {"Mug of ada", "Mug of ben"}
