"""The page of a checked upload: what it shows, and what the merchant decides there."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from catalog.ingest.control import start_import
from catalog.ingest.run import run_import
from catalog.models import ColumnMapping, ImportRun, ImportState, Merchant, Product
from tests.admin.test_import_pages import confirmed, newest, post
from tests.ingest.conftest import MUG, table

pytestmark = pytest.mark.django_db
PAGE = "admin:catalog_importrun_change"
plain = MUG | {"image_link": ""}
UNKNOWN = [
    {"Artikel": "1", "Bezeichnung": "Blaue Tasse", "Preis": "9,50", "Bild": "", "Notiz": "x"}
]
NAMES = {"artikel": "id", "bezeichnung": "title", "preis": "price", "bild": "image_link"}


@pytest.fixture(autouse=True)
def no_earlier_import(ada: Merchant) -> None:
    ada.import_runs.all().delete()


def checked(client: Client, merchant: Merchant, data: bytes, name: str = "feed.csv") -> ImportRun:
    response = post(client, merchant, data, name)
    assert response.status_code == 302, response.context["errors"]
    run = newest(merchant)
    run_import(run.pk)
    run.refresh_from_db()
    return run


def page(client: Client, run: ImportRun) -> str:
    return client.get(reverse(PAGE, args=[run.pk])).content.decode()


def act(client: Client, action: str, run: ImportRun, data: dict[str, str] | None = None) -> Any:
    url = reverse(f"admin:catalog_importrun_{action}", args=[run.pk])
    return client.post(url, data or {}, follow=True)


def names_form(run: ImportRun, names: dict[str, str]) -> dict[str, str]:
    """What the page's form sends for these names."""
    columns = [column["column"] for column in run.check_report.understood["columns"]]
    return {f"column_{columns.index(column)}": name for column, name in names.items()}


def test_page_of_a_check_offers_to_import_its_rows(as_ada: Client, ada: Merchant) -> None:
    run = checked(as_ada, ada, table(plain, plain | {"id": "2"}, plain | {"id": "3", "price": "x"}))
    shown = page(as_ada, run)
    assert "Import these 2 rows" in " ".join(shown.split())
    assert "Nothing has been written to the catalog yet" in shown
    assert "cannot be read as a price" in shown
    assert "hx-trigger" not in shown
    assert "Run again" not in shown


def test_page_of_a_check_names_products_that_would_go(as_ada: Client, ada: Merchant) -> None:
    confirmed(as_ada, checked(as_ada, ada, table(plain, plain | {"id": "2"})))
    run_import(newest(ada).pk)
    post(as_ada, ada, table(plain), "feed.csv", missing_action="deactivate")
    run_import(newest(ada).pk)
    shown = " ".join(page(as_ada, newest(ada)).split())
    assert "Deactivated: 1 product." in shown
    assert "(2)" in shown


def test_page_of_a_check_shows_losses_and_old_and_new_values(as_ada: Client, ada: Merchant) -> None:
    Product.objects.filter(merchant=ada).update(description="Round", brand="Ada")
    old = plain | {"id": "ada-1", "description": "", "price": "12 EUR"}
    shown = " ".join(page(as_ada, checked(as_ada, ada, table(old))).split())
    assert "Lose their description: 1 product<" in shown
    assert "<del>€9.00</del> → <ins>€12.00</ins>" in shown


def test_markup_in_a_checked_file_is_shown_as_text(as_ada: Client, ada: Merchant) -> None:
    evil = '"><script>alert(1)</script>'
    row = plain | {"id": evil, "title": evil, "image_link": f"https://x.example/{evil}", evil: "x"}
    shown = page(as_ada, checked(as_ada, ada, table(row)))
    assert "<script>alert" not in shown


def test_confirmed_check_leads_to_the_page_of_its_import(as_ada: Client, ada: Merchant) -> None:
    run = checked(as_ada, ada, table(plain))
    response = act(as_ada, "import_checked", run)
    imported = newest(ada)
    assert response.redirect_chain[-1][0] == reverse(PAGE, args=[imported.pk])
    assert imported.state == ImportState.PENDING
    run_import(imported.pk)
    assert ada.products.filter(external_id="mug-1").exists()


def test_address_of_a_check_leads_to_its_import(as_ada: Client, ada: Merchant) -> None:
    run = checked(as_ada, ada, table(plain))
    act(as_ada, "import_checked", run)
    old, new = reverse(PAGE, args=[run.pk]), reverse(PAGE, args=[newest(ada).pk])
    assert as_ada.get(old)["Location"] == new
    part = as_ada.get(old, headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == new


def test_address_of_another_merchants_check_leads_nowhere(
    as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    ImportRun.objects.filter(merchant=ben).update(checked_as=987_654)
    response = as_ada.get(reverse(PAGE, args=[987_654]))
    assert response["Location"] == reverse("admin:index")


def test_second_click_on_import_changes_nothing(as_ada: Client, ada: Merchant) -> None:
    run = checked(as_ada, ada, table(plain))
    act(as_ada, "import_checked", run)
    assert act(as_ada, "import_checked", run).status_code == 404
    assert ada.import_runs.count() == 1


def test_check_without_rows_to_import_offers_none(as_ada: Client, ada: Merchant) -> None:
    run = checked(as_ada, ada, table(plain | {"price": "free"}))
    assert "import/" not in page(as_ada, run)
    assert "does not wait" in act(as_ada, "import_checked", run).content.decode()


def test_viewer_of_a_check_cannot_import_it(as_ada: Client, ada: Merchant) -> None:
    run = checked(as_ada, ada, table(plain))
    group = ada.users.get().groups.get()
    group.permissions.remove(*group.permissions.filter(codename="add_importrun"))
    assert "Import this" not in page(as_ada, run)
    for action in ("import_checked", "check_again", "forget_columns"):
        assert act(as_ada, action, run).status_code == 403
    assert ImportRun.objects.get(pk=run.pk).state == ImportState.CHECKED


def test_wish_to_import_at_once_is_passed_on(as_ada: Client, ada: Merchant) -> None:
    upload = ContentFile(table(plain), name="feed.csv")
    data = {"merchant": ada.pk, "file": upload, "imports_at_once": "on"}
    as_ada.post(reverse("admin:catalog_importrun_add"), data)
    run_import(newest(ada).pk)
    assert newest(ada).state == ImportState.PENDING


class TestCorrectingHowAFileIsRead:
    def test_unknown_columns_are_named_on_the_page(self, as_ada: Client, ada: Merchant) -> None:
        run = checked(as_ada, ada, table(*UNKNOWN))
        assert run.state == ImportState.CHECKED
        assert "lacks the columns id, title, price, image_link" in page(as_ada, run)
        act(as_ada, "check_again", run, names_form(run, NAMES))
        run_import(run.pk)
        run.refresh_from_db()
        assert (run.reason, run.created, run.invalid) == ("", 1, 0)
        act(as_ada, "import_checked", run)
        run_import(newest(ada).pk)
        assert ada.products.get(external_id="1").title == "Blaue Tasse"

    def test_names_are_remembered_for_the_next_file_with_these_columns(
        self, as_ada: Client, ada: Merchant, ben: Merchant
    ) -> None:
        run = checked(as_ada, ada, table(*UNKNOWN))
        act(as_ada, "check_again", run, names_form(run, NAMES))
        next_run = checked(as_ada, ada, table(*UNKNOWN))
        assert next_run.created == 1
        assert "are remembered" in page(as_ada, next_run)
        start = start_import(
            merchant=ben, user=None, file=ContentFile(table(*UNKNOWN)), name="x", checks=True
        )
        run_import(start.pk)
        start.refresh_from_db()
        assert "lacks the columns" in start.reason, "another merchant's are not used"

    def test_remembered_names_can_be_forgotten(self, as_ada: Client, ada: Merchant) -> None:
        run = checked(as_ada, ada, table(*UNKNOWN))
        act(as_ada, "check_again", run, names_form(run, NAMES))
        run_import(run.pk)
        act(as_ada, "forget_columns", run)
        assert not ColumnMapping.objects.exists()
        assert "lacks the columns" in checked(as_ada, ada, table(*UNKNOWN)).reason

    def test_a_column_can_be_left_out(self, as_ada: Client, ada: Merchant) -> None:
        run = checked(as_ada, ada, table(plain | {"description": "Secret note"}))
        act(as_ada, "check_again", run, names_form(run, {"description": "-"}))
        run_import(run.pk)
        act(as_ada, "import_checked", run)
        run_import(newest(ada).pk)
        assert ada.products.get(external_id="mug-1").description == ""

    def test_two_columns_cannot_stand_for_the_same(self, as_ada: Client, ada: Merchant) -> None:
        run = checked(as_ada, ada, table(*UNKNOWN))
        data = names_form(run, NAMES | {"notiz": "title"})
        assert "stands for title already" in act(as_ada, "check_again", run, data).content.decode()
        assert ImportRun.objects.get(pk=run.pk).state == ImportState.CHECKED

    def test_a_named_column_replaces_one_that_has_the_name(
        self, as_ada: Client, ada: Merchant
    ) -> None:
        run = checked(as_ada, ada, table(plain | {"long title": "Blue mug with a handle"}))
        act(as_ada, "check_again", run, names_form(run, {"long_title": "title"}))
        run_import(run.pk)
        run.refresh_from_db()
        assert run.check_report.samples[0]["title"] == "Blue mug with a handle"

    def test_the_encoding_can_be_chosen_by_a_preview(self, as_ada: Client, ada: Merchant) -> None:
        data = table(plain | {"title": "Чашка"}).decode().encode("cp1251")
        run = checked(as_ada, ada, data)
        shown = page(as_ada, run)
        assert "Windows-1251 (Cyrillic): " in shown
        assert "Чашка" in shown
        act(as_ada, "check_again", run, {"encoding": "mac-cyrillic"})
        assert ImportRun.objects.get(pk=run.pk).state == ImportState.CHECKED, "no such choice"
        act(as_ada, "check_again", run, {"encoding": "cp1252"})
        run_import(run.pk)
        run.refresh_from_db()
        assert run.check_report.samples[0]["title"] == "Чашка".encode("cp1251").decode("cp1252")

    def test_the_currency_of_prices_without_one_can_be_chosen(
        self, as_ada: Client, ada: Merchant
    ) -> None:
        run = checked(as_ada, ada, table(plain | {"price": "9.50"}))
        act(as_ada, "check_again", run, {"currency": "CHF"})
        run_import(run.pk)
        act(as_ada, "import_checked", run)
        run_import(newest(ada).pk)
        assert ada.products.get(external_id="mug-1").currency == "CHF"
        assert Merchant.objects.get(pk=ada.pk).currency == "EUR"

    @pytest.mark.parametrize(("mark", "price"), [(",", 1299), (".", None)])
    def test_the_number_format_can_be_chosen(
        self, as_ada: Client, ada: Merchant, mark: str, price: int | None
    ) -> None:
        run = checked(as_ada, ada, table(plain | {"price": "1.299"}))
        assert run.invalid == 1
        act(as_ada, "check_again", run, {"decimal_mark": mark})
        run_import(run.pk)
        run.refresh_from_db()
        prices = [sample["price"] for sample in run.check_report.samples]
        assert prices == ([f"€{price:,}.00"] if price else [])

    def test_the_kind_of_table_can_be_chosen(self, as_ada: Client, ada: Merchant) -> None:
        run = checked(as_ada, ada, table(plain))
        act(as_ada, "check_again", run, {"dialect": "shopify"})
        run_import(run.pk)
        run.refresh_from_db()
        assert "a table of Shopify" in run.reason
        act(as_ada, "check_again", run, {"dialect": "google"})
        run_import(run.pk)
        run.refresh_from_db()
        assert (run.reason, run.created) == ("", 1)

    def test_a_file_of_a_thousand_columns_is_shown_and_remembered_in_part(
        self, as_ada: Client, ada: Merchant
    ) -> None:
        wide = table({**UNKNOWN[0], **{f"column {n}": "x" for n in range(900)}})
        run = checked(as_ada, ada, wide)
        act(as_ada, "check_again", run, names_form(run, NAMES))
        assert checked(as_ada, ada, wide).created == 1
