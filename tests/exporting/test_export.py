"""What an export says of each product, and how it is told what it cannot say."""

import tracemalloc
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from catalog.exporting.lines import ExportFormat, export_lines
from catalog.ingest.missing.choice import MissingChoice
from catalog.models import Category, Merchant, MissingState, Photo, Product, WorkState
from tests.exporting.round_trip import (
    SHOP,
    exported,
    exported_objects,
    exported_rows,
    import_export,
)
from tests.ingest.conftest import catalog_zip, jpeg
from tests.ingest.correcting import import_file
from tests.ingest.feeds import DEACTIVATE, OF_MERCHANT, active_ids, import_feed, mugs

pytestmark = pytest.mark.django_db


def make(merchant: Merchant, external_id: str = "mug", **columns: object) -> Product:
    values: dict[str, object] = {"title": "Mug", "price": Decimal("9.50")} | columns
    return Product.objects.create(merchant=merchant, external_id=external_id, **values)


def add_file(product: Product, **columns: object) -> Photo:
    photo = Photo(product=product, state=WorkState.READY, **columns)
    photo.file.save("photo.jpg", ContentFile(jpeg()), save=False)
    photo.save()
    return photo


def unchanged(merchant: Merchant, export_format: ExportFormat = ExportFormat.GOOGLE) -> bool:
    """Whether an import of the export leaves all products and photos as they are."""
    photos = list(Photo.objects.order_by("pk").values())
    run = import_export(exported(merchant, export_format), merchant, export_format)
    same = list(Photo.objects.order_by("pk").values()) == photos
    return same and run.unchanged == run.rows_total == merchant.products.count()


def test_columns_are_googles_and_the_shops_own(merchant: Merchant) -> None:
    top = Category.objects.create(name="Clothing & more", path="clothing-more")
    shirts = Category.objects.create(name="Shirts", path="clothing-more/shirts", parent=top)
    make(
        merchant,
        sale_price=Decimal(8),
        sale_starts=datetime(2026, 12, 1, 8, tzinfo=UTC),
        category=shirts,
        attributes={"color": "blue", "frame material": "oak"},
        tags=["summer", "red, white"],
        active=False,
    )
    (row,) = exported_rows(merchant)
    expected = {
        "id": "mug", "title": "Mug", "price": "9.50 EUR", "sale_price": "8.00 EUR",
        "sale_price_effective_date": "'2026-12-01T08:00:00+0000/", "availability": "in_stock",
        "active": "no", "product_type": "Clothing & more > Shirts", "color": "blue",
        "attribute:frame_material": "oak", "tags": 'summer,"red, white"',
    }  # fmt: skip
    assert {column: cell for column, cell in row.items() if cell} == expected | {
        "export_note": "An import reads these in another way: attributes."
    }


def test_json_lines_have_lists(merchant: Merchant) -> None:
    product = make(merchant, tags=["summer", "red, white"], attributes={"care": "=1"})
    for position in range(3):
        address = f"https://a.example/{position}.jpg"
        Photo.objects.create(product=product, position=position, source_url=address)
    (line,) = exported_objects(merchant)
    assert line["tags"] == ["summer", '"red, white"']
    assert line["attribute:care"] == "=1"  # nothing runs it
    assert line["additional_image_link"] == ["https://a.example/1.jpg", "https://a.example/2.jpg"]
    assert unchanged(merchant, ExportFormat.JSON_LINES)


def test_formulas_are_inert_in_every_column(merchant: Merchant) -> None:
    make(merchant, "=1", title="+1", brand="@x", mpn="-1", attributes={"=a": "=2"}, tags=["=3"])
    cells = [cell for row in exported_rows(merchant) for pair in row.items() for cell in pair]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert unchanged(merchant)


def test_export_has_only_the_merchants_own_products(merchant: Merchant) -> None:
    make(merchant)
    make(Merchant.objects.create(name="Eve", slug="eve"), "lamp")
    assert [row["id"] for row in exported_rows(merchant)] == ["mug"]


def test_export_of_some_products_has_only_these(merchant: Merchant) -> None:
    make(merchant)
    make(merchant, "lamp", attributes={"bulb": "e27"})
    mugs = Product.objects.filter(external_id="mug")
    lines = list(export_lines(merchant, mugs, export_format=ExportFormat.GOOGLE))
    assert (len(lines), "bulb" in lines[0]) == (2, False)


def test_photos_of_a_zip_are_named_by_their_address_here_and_stay(merchant: Merchant) -> None:
    row = {"id": "mug", "title": "Mug", "price": "9 EUR", "image_link": "photos/mug.jpg"}
    import_file(merchant, catalog_zip(row), name="mugs.zip")
    photo = Photo.objects.get()
    (exported_row,) = exported_rows(merchant)
    assert exported_row["image_link"] == f"https://shop.example{photo.file.url}"
    assert unchanged(merchant)


def test_photos_that_a_hand_has_added_moved_or_replaced_stay(merchant: Merchant) -> None:
    product = make(merchant)
    add_file(product, alt="by hand  ")
    add_file(product)  # at the same place
    add_file(product, position=7, source_url="https://a.example/x.jpg", is_replaced=True)
    Photo.objects.create(product=product, position=9, source_url="https://a.example/y,z.jpg")
    assert len(exported_rows(merchant)[0]["additional_image_link"].split(",http")) == 3
    assert unchanged(merchant)
    assert unchanged(merchant, ExportFormat.JSON_LINES)


def test_photos_without_an_address_are_told_and_stay(merchant: Merchant) -> None:
    product = make(merchant)
    Photo.objects.create(product=product, source_sha256="ab" * 32, state=WorkState.FAILED)
    (row,) = exported_rows(merchant)
    assert "1 photo has no address to be fetched from" in row["export_note"]
    assert unchanged(merchant)
    add_file(product)
    assert "2 photos have no address" in exported_rows(merchant, shop="")[0]["export_note"]


def test_category_that_was_renamed_is_found_again(merchant: Merchant) -> None:
    tops = Category.objects.create(name="Clothing > new", path="clothing")
    make(merchant, category=Category.objects.create(name="Tops", path="clothing/x", parent=tops))
    assert exported_rows(merchant)[0]["product_type"] == "clothing > x"
    assert unchanged(merchant)
    assert Category.objects.count() == 2


def test_text_that_a_hand_has_written_stays_as_it_is(merchant: Merchant) -> None:
    make(
        merchant,
        title="Mug  with <b>",
        description="One\r\n\r\n  two & <i>three</i>\r\n",
        attributes={"Größe": "42", "straße": "x", "Color": "Blue"},
        tags=["Summer"],
    )
    (row,) = exported_rows(merchant)
    assert "title, description, attributes, tags" in row["export_note"]
    assert unchanged(merchant)


def test_product_that_was_retired_stays_retired_until_it_is_switched_on(merchant: Merchant) -> None:
    import_feed(merchant, mugs(range(10)))
    import_feed(merchant, mugs(range(9)))
    assert Product.objects.get(retired_at__isnull=False).external_id == "mug-9"
    assert unchanged(merchant)
    import_export(exported(merchant).replace(",no,", ",yes,"), merchant)
    product = Product.objects.get(external_id="mug-9")
    assert (product.active, product.retired_at) == (True, None)


@pytest.mark.parametrize("missing", [DEACTIVATE, OF_MERCHANT], ids=["of-feed", "of-merchant"])
def test_export_of_a_part_retires_nothing(merchant: Merchant, missing: MissingChoice) -> None:
    import_feed(merchant, mugs(range(10)))
    header, *rows = exported(merchant).splitlines(keepends=True)
    for part in (rows, rows[:-1]):
        data = "".join([header, *part]).encode()
        run = import_file(merchant, data, name="mugs.csv", missing=missing)
        assert run.missing_state == MissingState.PARTIAL
    assert len(active_ids(merchant)) == 10


def test_cells_that_a_merchant_edits_in_an_export_are_imported(merchant: Merchant) -> None:
    make(merchant, attributes={"care": "wash", "color": "blue"}, tags=["old"])
    text = exported(merchant).replace("wash", "").replace(",old,", ',"""new, big""",')
    run = import_export(text.replace(",yes,", ",no,").replace("9.50", "7.00"), merchant)
    product = merchant.products.get()
    assert (run.changed, product.price, product.active) == (1, Decimal(7), False)
    assert (product.attributes, product.tags) == ({"color": "blue"}, ["new, big"])


def test_value_of_active_that_is_neither_leaves_it_alone(merchant: Merchant) -> None:
    make(merchant)
    run = import_export(exported(merchant).replace(",yes,", ",perhaps,"), merchant)
    messages = run.outcomes.values_list("message", flat=True)
    assert 'active "perhaps" was left out. Write yes or no.' in messages
    assert run.unchanged == 1


def test_row_that_an_import_refuses_is_told(merchant: Merchant) -> None:
    make(merchant, "1E+05")
    assert "An import refuses this row." in exported_rows(merchant)[0]["export_note"]


def test_command_writes_a_file_that_can_be_imported(merchant: Merchant, tmp_path: Path) -> None:
    add_file(make(merchant))
    path = tmp_path / "catalog.csv"
    call_command("export_catalog", str(path), merchant="adas", address=SHOP)
    assert path.read_bytes().decode() == exported(merchant)
    call_command("import_catalog", str(path), merchant="adas")
    assert merchant.import_runs.get().unchanged == 1


def test_command_writes_json_lines_to_standard_output(
    merchant: Merchant, capsys: pytest.CaptureFixture[str]
) -> None:
    make(merchant)
    call_command("export_catalog", merchant="adas", format=ExportFormat.JSON_LINES)
    assert capsys.readouterr().out == exported(merchant, ExportFormat.JSON_LINES)


def test_command_names_the_merchants_that_there_are(merchant: Merchant) -> None:
    with pytest.raises(CommandError, match="Known: adas"):
        call_command("export_catalog", merchant="eve")


@pytest.mark.slow
def test_memory_of_an_export_does_not_grow_with_its_products(merchant: Merchant) -> None:
    def peak(products: int) -> int:
        rows = [{"external_id": f"{n}", "description": "x" * 2_000} for n in range(products)]
        Product.objects.all().delete()
        Product.objects.bulk_create(
            Product(merchant=merchant, title="Mug", price=1, **row) for row in rows
        )
        tracemalloc.start()
        for _ in export_lines(merchant, Product.objects.all(), export_format=ExportFormat.GOOGLE):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(5_000) < 1.2 * peak(2_000)
