"""Exports from the product list of the admin."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from catalog.models import Merchant, Product
from tests.exporting.round_trip import import_export

pytestmark = pytest.mark.django_db
LIST = "admin:catalog_product_changelist"


def address(export_format: str, query: str = "") -> str:
    return reverse("admin:catalog_product_export", args=[export_format]) + query


def text_of(response: Any) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")


def ids(response: Any) -> list[str]:
    return [line.split(",")[0] for line in text_of(response).splitlines()[1:]]


def make(merchant: Merchant, external_id: str, **columns: object) -> Product:
    values: dict[str, object] = {"title": external_id, "price": 5} | columns
    return Product.objects.create(merchant=merchant, external_id=external_id, **values)


def test_list_offers_what_it_shows_as_a_file(as_ada: Client, ada: Merchant, ben: Merchant) -> None:
    make(ada, "lamp", availability="out_of_stock")
    page = as_ada.get(reverse(LIST), {"availability__exact": "out_of_stock"}).content.decode()
    link = address("google", "?availability__exact=out_of_stock")
    assert link in page
    response = as_ada.get(link)
    assert response["Content-Disposition"].startswith('attachment; filename="ada-catalog-')
    assert ids(response) == ["lamp"]
    assert ids(as_ada.get(address("google"))) == ["ada-1", "lamp"]


def test_json_lines_are_offered_too(as_ada: Client, ada: Merchant) -> None:
    response = as_ada.get(address("jsonl"))
    assert response["Content-Type"].startswith("application/x-ndjson")
    assert '"id": "ada-1"' in text_of(response)


def test_list_without_products_offers_no_file(as_ada: Client, ada: Merchant) -> None:
    page = as_ada.get(reverse(LIST), {"q": "nothing like it"}).content.decode()
    assert "Export" not in page.partition("object-tools")[2].partition("changelist")[0]


def test_ticked_products_are_exported(as_ada: Client, ada: Merchant) -> None:
    lamp = make(ada, "lamp")
    form = {"action": "export_table", "_selected_action": [lamp.pk]}
    assert ids(as_ada.post(reverse(LIST), form)) == ["lamp"]


def test_photos_are_named_by_the_address_of_the_shop(as_ada: Client, ada: Merchant) -> None:
    ada.import_runs.all().delete()  # which would go first
    product = ada.products.get()
    product.photos.update(source_url="", file="photos/2026/11/a.jpg", state="ready")
    text = text_of(as_ada.get(address("google")))
    assert "http://testserver/media/photos/2026/11/a.jpg" in text
    assert import_export(text, ada).unchanged == 1
    assert product.photos.get().file.name == "photos/2026/11/a.jpg"


@pytest.mark.parametrize("export_format", ["google", "jsonl"])
def test_products_of_other_merchants_are_never_exported(
    as_ada: Client, ben: Merchant, export_format: str
) -> None:
    other = ben.products.get()
    for query in ("", f"?merchant__id__exact={ben.pk}", f"?id__in={other.pk}", "?q=ben"):
        response = as_ada.get(address(export_format, query))
        assert not response.streaming or "ben-1" not in text_of(response)
    form = {"action": "export_table", "_selected_action": [other.pk]}
    response = as_ada.post(reverse(LIST), form)
    assert not response.streaming or "ben-1" not in text_of(response)


def test_several_merchants_are_not_mixed_in_one_file(ada: Merchant, ben: Merchant) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    page = client.get(address("google"), follow=True).content.decode()
    assert "Filter the list by merchant first." in page
    assert ids(client.get(address("google", f"?merchant__id__exact={ben.pk}"))) == ["ben-1"]


@pytest.mark.parametrize(
    "path", [("google", "?page=x"), ("xml", ""), ("google", "?active=perhaps")]
)
def test_address_that_makes_no_sense_leads_to_the_list(
    as_ada: Client, ada: Merchant, path: tuple[str, str]
) -> None:
    response = as_ada.get(address(*path))
    assert response.status_code in {302, 400}


def test_user_who_is_not_signed_in_gets_no_file(ada: Merchant) -> None:
    assert Client().get(address("google")).status_code == 302
