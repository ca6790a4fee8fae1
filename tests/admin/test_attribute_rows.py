"""Attributes as rows, and tags as lines, on the page of a product."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.admin.attribute_names import attribute_names
from catalog.models import Merchant, Product
from tests.admin.test_product_pages import save

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(ada: Merchant) -> Product:
    product = ada.products.get()
    product.attributes = {"color": "blue", "size": "42"}
    product.tags = ["Summer", "sale, final"]
    product.save()
    return product


def rows(*pairs: tuple[str, str]) -> dict[str, list[str]]:
    """The form data of rows of attributes."""
    names, values = zip(*pairs, strict=True) if pairs else ((), ())
    return {"attributes_name": list(names), "attributes_value": list(values)}


def page_of(client: Client, product: Product) -> str:
    return client.get(reverse("admin:catalog_product_change", args=[product.pk])).content.decode()


def inputs(page: str, name: str) -> list[str]:
    found = re.findall(rf'<input type="text"\s+name="{name}"\s+value="([^"]*)"', page)
    return [value for value in found if value]


def errors_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.context["adminform"].form.errors["attributes"])


def test_the_page_shows_attributes_as_rows_with_blank_ones_below(
    as_ada: Client, product: Product
) -> None:
    page = page_of(as_ada, product)
    assert inputs(page, "attributes_name") == ["size", "color"]
    assert inputs(page, "attributes_value") == ["42", "blue"]
    assert page.count('name="attributes_name"') == 5
    assert "{&quot;color" not in page


def test_rows_are_saved_in_the_spelling_of_imports(as_ada: Client, product: Product) -> None:
    pairs = ("size", "42"), ("Colour", " Navy  Blue "), ("", ""), ("Frame material", "Oak")
    assert save(as_ada, product, **rows(*pairs)).status_code == 302
    product.refresh_from_db()
    assert product.attributes == {"size": "42", "color": "navy blue", "frame_material": "oak"}


def test_a_cleared_row_removes_its_attribute(as_ada: Client, product: Product) -> None:
    save(as_ada, product, **rows(("size", "42"), ("", "")))
    product.refresh_from_db()
    assert product.attributes == {"size": "42"}
    save(as_ada, product)
    product.refresh_from_db()
    assert product.attributes == {}, "a page whose rows were all removed sends none"


def test_what_a_program_has_stored_in_its_own_spelling_stays(
    as_ada: Client, product: Product
) -> None:
    stored = {"Shoe Size": "UK 8", "color": ["navy", "white"]}
    Product.objects.filter(pk=product.pk).update(attributes=stored)
    page = page_of(as_ada, product)
    shown = zip(inputs(page, "attributes_name"), inputs(page, "attributes_value"), strict=True)
    save(as_ada, product, title="Tea mug", tags="Summer\r\nsale, final", **rows(*shown))
    product.refresh_from_db()
    assert product.attributes == stored
    assert product.edited_fields == ["title"]


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        ([("", "blue")], "Name the attribute that is “blue”"),
        ([("color", "")], "Give “color” a value"),
        ([("color", "blue"), ("Colour", "red")], "“color” is there twice"),
        ([("color", "\0")], "cannot be stored"),
        ([("color", "9" * 101)], "at most 100 characters"),
        ([("x" * 100_000, "blue")], "at most 100 characters"),
        ([(f"a{n}", "x") for n in range(51)], "at most 50 attributes"),
    ],
)
def test_rows_that_make_no_sense_are_refused_and_kept_on_the_page(
    as_ada: Client, product: Product, pairs: list[tuple[str, str]], message: str
) -> None:
    response = save(as_ada, product, **rows(*pairs))
    assert message in errors_of(response)
    assert len(inputs(response.content.decode(), "attributes_name")) == sum(
        1 for name, _ in pairs if name
    )
    product.refresh_from_db()
    assert product.attributes == {"color": "blue", "size": "42"}


def test_names_of_the_merchant_are_suggested_and_none_of_others(
    as_ada: Client, product: Product, ben: Merchant
) -> None:
    ben.products.update(attributes={"secret": "x"})
    Product.objects.create(
        merchant=product.merchant, external_id="2", title="Cup", price=1,
        attributes={"color": "red", "material": "clay"},
    )  # fmt: skip
    assert attribute_names(product.merchant_id) == ("color", "material", "size")
    page = page_of(as_ada, product)
    assert '<option value="material">' in page
    assert "secret" not in page
    assert "secret" not in as_ada.get(reverse("admin:catalog_product_add")).content.decode()


def test_tags_are_lines_in_lower_case_without_repetitions(as_ada: Client, product: Product) -> None:
    assert ">\nSummer\nsale, final</textarea>" in page_of(as_ada, product)
    save(as_ada, product, tags="Summer\r\nNew in\r\n\r\nnew in \r\n")
    product.refresh_from_db()
    assert product.tags == ["Summer", "new in"]
