"""A product has the language of its merchant, and is searched in that language."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import Settings

from catalog.models import Merchant, Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def german() -> Merchant:
    return Merchant.objects.create(name="Bauer", slug="bauer", language="german")


def lexemes(product: Product) -> str:
    product.refresh_from_db()
    return str(product.search_document)


def new(merchant: Merchant, title: str = "Straßenlampen für Häuser") -> Product:
    return Product.objects.create(merchant=merchant, external_id="1", title=title, price=1)


def test_a_new_product_has_the_language_of_its_merchant(german: Merchant) -> None:
    product = new(german)
    assert product.language == "german"
    assert "'strassenlamp':1A" in lexemes(product)


def test_products_follow_when_the_language_of_their_merchant_changes(
    german: Merchant, merchant: Merchant
) -> None:
    product, other = new(german), new(merchant)
    german.language = "simple"
    german.save()
    assert "'strassenlampen':1A" in lexemes(product)
    assert product.language == "simple"
    other.refresh_from_db()
    assert other.language == "english"


def test_a_product_that_moves_to_another_merchant_gets_its_language(
    german: Merchant, merchant: Merchant
) -> None:
    product = new(merchant)
    product.merchant = german
    product.save()
    product.refresh_from_db()
    assert product.language == "german"


def test_products_created_in_bulk_have_the_language_too(german: Merchant) -> None:
    rows = [Product(merchant=german, external_id=str(n), title="Tee", price=1) for n in range(3)]
    Product.objects.bulk_create(rows)
    assert {product.language for product in Product.objects.all()} == {"german"}


def test_a_new_merchant_has_the_language_of_the_setting(settings: Settings) -> None:
    settings.SHOP_LANGUAGE = "finnish"
    assert Merchant.objects.create(name="A", slug="a").language == "finnish"


@pytest.mark.slow
def test_an_unknown_language_in_the_environment_is_refused_with_those_that_are_known() -> None:
    done = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "check"],
        env={**os.environ, "SHOP_LANGUAGE": "klingon"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert 'shop: Environment variable "SHOP_LANGUAGE" invalid' in done.stderr
    assert "english" in done.stderr


def test_the_parts_of_a_search_document_have_weights(merchant: Merchant) -> None:
    product = new(merchant, title="Bowl")
    Product.objects.filter(pk=product.pk).update(
        brand="Åse’s",  # noqa: RUF001
        attributes={"colour": "Crème", "set": ["Quill", {"deep": "Frond"}], "size": 42},
        tags=["Trivet"], description="A® vessel",
    )  # fmt: skip
    found = lexemes(product)
    for weighted in ("'bowl':1A", "'ase':2A", "'creme':", "'quill':", "'frond':", "'trivet':"):
        assert weighted in found
    assert re.search(r"'vessel':\d+C", found)
    assert "colour" not in found


def test_an_update_of_a_price_computes_no_search_document(merchant: Merchant) -> None:
    """A trigger before updates would make Postgres compute all generated columns anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'catalog_product'::regclass"
            " AND tgtype & 2 > 0 AND tgtype & 16 > 0"
        )
        assert cursor.fetchone() == (0,)


def test_every_language_of_the_choices_has_a_text_search_configuration() -> None:
    for language, _ in Merchant._meta.get_field("language").flatchoices:
        with connection.cursor() as cursor:
            cursor.execute("SELECT catalog_text_config(%s)::text", [language])
            assert cursor.fetchone() == (language,)
