"""The admin's product pages: editing by the rules of a feed, photos, and actions."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.models import Merchant, Photo, Product, ProductIndexing, WorkState
from tests.full_budget import full_budget
from tests.ingest.conftest import jpeg

pytestmark = pytest.mark.django_db


def fields(product: Product, **changes: object) -> dict[str, Any]:
    """The form data of the page of a product with one photo."""
    photo = product.photos.get()
    return {
        "merchant": product.merchant_id,
        "external_id": product.external_id,
        "title": product.title,
        "price": "9",
        "currency": "EUR",
        "availability": "in_stock",
        "active": "on",
        "photos-TOTAL_FORMS": 1,
        "photos-INITIAL_FORMS": 1,
        "photos-0-id": photo.pk,
        "photos-0-product": product.pk,
        "photos-0-position": 0,
    } | changes


def save(client: Client, product: Product, **changes: object) -> Any:
    url = reverse("admin:catalog_product_change", args=[product.pk])
    return client.post(url, fields(product, **changes))


@pytest.fixture
def product(ada: Merchant) -> Product:
    return ada.products.get()


def test_product_can_be_changed(as_ada: Client, product: Product) -> None:
    assert save(as_ada, product, title="Tea mug").status_code == 302
    product.refresh_from_db()
    assert product.title == "Tea mug"


def test_uploaded_photo_is_ready_at_once(as_ada: Client, product: Product) -> None:
    upload = SimpleUploadedFile("../../x.jpg", jpeg())
    assert save(as_ada, product, **{"photos-0-upload": upload}).status_code == 302
    photo = product.photos.get()
    assert (photo.state, photo.width) == (WorkState.READY, 64)
    assert "x.jpg" not in str(photo.file.name)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"not a photo", id="text"),
        pytest.param(jpeg()[:200], id="truncated"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="svg"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0", id="eps"),
    ],
)
def test_undecodable_photo_is_refused_on_the_form(
    as_ada: Client, product: Product, data: bytes
) -> None:
    response = save(as_ada, product, **{"photos-0-upload": SimpleUploadedFile("a.jpg", data)})
    assert response.status_code == 200
    (photo_form,) = response.context["inline_admin_formsets"][0].formset.initial_forms
    assert photo_form.errors["upload"]
    assert not product.photos.get().file


def test_uploaded_photo_waits_while_others_are_decoded(as_ada: Client, product: Product) -> None:
    with full_budget(seconds=0.5):
        response = save(as_ada, product, **{"photos-0-upload": SimpleUploadedFile("a.jpg", jpeg())})
    assert response.status_code == 302
    assert product.photos.get().state == WorkState.READY


def test_upload_that_waits_too_long_is_refused_on_the_form(
    as_ada: Client, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.admin.photo_form.PATIENCE", 0.1)
    before = product.photos.get().state
    with full_budget():
        response = save(as_ada, product, **{"photos-0-upload": SimpleUploadedFile("a.jpg", jpeg())})
    assert response.status_code == 200
    assert "Too many photos" in response.content.decode()
    assert product.photos.get().state == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "javascript:alert(1)"),
        ("url", "ftp://shop.example/"),
        ("price", "-1"),
        ("price", "NaN"),
        ("sale_price", "10"),
        ("currency", "12€"),
        ("currency", "XXX"),
        ("description", "blue " * 2_001),
        ("tags", "\n".join(map(str, range(251)))),
        ("tags", "x" * 101),
        ("category", "x"),
        ("category", "9" * 40),
        ("category", "²"),
        ("title", "a\0b"),
        ("title", ""),
    ],
)
def test_invalid_value_is_refused_on_the_form(
    as_ada: Client, product: Product, field: str, value: str
) -> None:
    response = save(as_ada, product, **{field: value})
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors


def test_external_id_in_use_is_refused_on_the_form(as_ada: Client, product: Product) -> None:
    Product.objects.create(merchant=product.merchant, external_id="2", title="Cup", price=1)
    response = save(as_ada, product, external_id="2")
    assert response.status_code == 200
    assert "already exists" in str(response.context["adminform"].form.errors)


def test_new_product_gets_the_users_merchant(as_ada: Client, ada: Merchant) -> None:
    form = as_ada.get(reverse("admin:catalog_product_add")).context["adminform"].form
    assert form.fields["merchant"].initial == ada


def test_product_cannot_be_moved_to_another_merchant(
    as_ada: Client, product: Product, ben: Merchant
) -> None:
    save(as_ada, product, merchant=ben.pk)
    product.refresh_from_db()
    assert product.merchant.name == "ada"


def test_embed_again_requeues_a_failed_product(as_ada: Client, product: Product) -> None:
    ProductIndexing.objects.update(state=WorkState.FAILED, reason="No encoder", attempts=3)
    as_ada.post(
        reverse("admin:catalog_product_changelist"),
        {"action": "embed_again", "_selected_action": [product.pk]},
    )
    work = ProductIndexing.objects.get(product=product)
    assert (work.state, work.attempts, work.reason) == (WorkState.PENDING, 0, "")


def test_fetch_again_requeues_a_failed_photo(as_ada: Client, product: Product) -> None:
    photo = product.photos.get()
    Photo.objects.update(state=WorkState.FAILED, reason="404", attempts=3)
    as_ada.post(
        reverse("admin:catalog_photo_changelist"),
        {"action": "fetch_again", "_selected_action": [photo.pk]},
    )
    assert Photo.objects.get(pk=photo.pk).state == WorkState.PENDING


def test_product_list_shows_why_indexing_failed(as_ada: Client, product: Product) -> None:
    ProductIndexing.objects.update(state=WorkState.FAILED, reason="The encoder is missing.")
    page = as_ada.get(reverse("admin:catalog_product_changelist")).content.decode()
    assert "The encoder is missing." in page


def test_product_list_can_be_searched_by_brand(as_ada: Client, product: Product) -> None:
    Product.objects.update(brand="Acme")
    url = reverse("admin:catalog_product_changelist")
    assert as_ada.get(url, {"q": "acme"}).context["cl"].result_count == 1
    assert as_ada.get(url, {"q": "other"}).context["cl"].result_count == 0


def test_deleted_product_takes_its_photos_with_it(as_ada: Client, product: Product) -> None:
    as_ada.post(reverse("admin:catalog_product_delete", args=[product.pk]), {"post": "yes"})
    assert not Product.objects.exists()
    assert not Photo.objects.exists()


def test_prices_are_listed_by_currency_with_the_decimals_of_each(
    as_ada: Client, product: Product
) -> None:
    Product.objects.filter(pk=product.pk).update(price=20, currency="EUR")
    for number, price in enumerate((1500, 9), start=1):
        Product.objects.create(
            merchant=product.merchant, external_id=str(number), title=f"Bowl {number}",
            price=price, currency="JPY",
        )  # fmt: skip
    changes = reverse("admin:catalog_product_changelist")
    column = 3  # the price
    page = as_ada.get(changes, {"o": f"-{column}"})
    listed = [(row.price, row.currency) for row in page.context["cl"].result_list]
    assert listed == [(1500, "JPY"), (9, "JPY"), (20, "EUR")]
    assert "¥1,500<" in page.content.decode()


def test_a_product_in_a_withdrawn_currency_can_be_edited(as_ada: Client, product: Product) -> None:
    Product.objects.filter(pk=product.pk).update(currency="BGN")
    assert save(as_ada, product, title="Tea mug", currency="BGN").status_code == 302
    product.refresh_from_db()
    assert (product.title, product.currency) == ("Tea mug", "BGN")
