"""A merchant uploads, checks, corrects and imports a file in headless Chromium."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalog.ingest.run import run_import
from catalog.models import Merchant, Product
from tests.admin.signed_in import SIZES, look, sign_in
from tests.admin.test_check_pages import UNKNOWN
from tests.admin.test_import_pages import newest
from tests.ingest.conftest import MUG, catalog_zip, jpeg, table

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=list(SIZES.values()), ids=list(SIZES))
def admin(
    request: pytest.FixtureRequest, page: Page, live_server: LiveServer, ada: Merchant
) -> Page:
    """The page that adds an import, for a signed-in user of Ada's."""
    ada.import_runs.all().delete()
    sign_in(page, live_server, ada.users.get())
    page.set_viewport_size(request.param)
    page.goto(live_server.url + reverse("admin:catalog_importrun_add"))
    return page


def upload(page: Page, path: Path) -> None:
    page.get_by_label("Catalog file").set_input_files(path)
    page.get_by_role("button", name="Upload").click()


def test_merchant_sees_what_a_file_would_do_and_imports_it(
    admin: Page, ada: Merchant, tmp_path: Path
) -> None:
    Product.objects.filter(merchant=ada).update(description="Round", brand="Ada")
    old = {"id": "ada-1", "title": "Mug of Ada with a longer title than before",
           "price": "12 EUR", "image_link": "", "description": ""}  # fmt: skip
    rows = [old, MUG, MUG | {"id": "bad", "price": "free"}]
    path = tmp_path / "my catalog.zip"
    path.write_bytes(catalog_zip(*rows, photos={"photos/mug.jpg": jpeg(size=(640, 480))}))
    upload(admin, path)
    expect(admin.get_by_text("The file is being checked")).to_be_visible()
    look(admin, "checking")
    run_import(newest(ada).pk)
    button = admin.get_by_role("button", name="Import these 2 rows")
    expect(button).to_be_visible()
    expect(admin.get_by_text("Lose their description: 1 product")).to_be_visible()
    look(admin, "checked")
    assert ada.products.count() == 1
    button.click()
    expect(admin.get_by_text("Pending", exact=True)).to_be_visible()
    run_import(newest(ada).pk)
    expect(admin.get_by_text("Finished", exact=True)).to_be_visible()
    look(admin, "imported")
    assert ada.products.count() == 2


def test_merchant_names_the_columns_of_a_file(admin: Page, ada: Merchant, tmp_path: Path) -> None:
    path = tmp_path / "katalog.csv"
    path.write_bytes(table(*UNKNOWN).decode().replace("Tasse", "Täßchen").encode("cp1252"))
    upload(admin, path)
    run_import(newest(ada).pk)
    expect(admin.get_by_text("lacks the columns id, title, price, image_link")).to_be_visible()
    for column, name in (("artikel", "id"), ("bezeichnung", "title"), ("preis", "price")):
        admin.get_by_label(column).select_option(name)
    admin.get_by_label("bild").select_option("image_link")
    look(admin, "columns")
    admin.get_by_role("button", name="Check again").click()
    run_import(newest(ada).pk)
    expect(admin.get_by_role("button", name="Import this 1 row")).to_be_visible()
    admin.get_by_text("Is something wrong?").click()
    expect(admin.get_by_text("are remembered")).to_be_visible()
    look(admin, "remembered")
