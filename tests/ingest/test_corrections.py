"""The rows that an import refused, corrected in a spreadsheet and uploaded again."""

import csv
import io
import json

import pytest
from django.core.files.base import ContentFile

from catalog.ingest.column_memory import remember_names
from catalog.ingest.control import start_import
from catalog.ingest.missing.choice import MissingChoice
from catalog.ingest.read_options import ReadOptions
from catalog.ingest.run import run_import
from catalog.models import ImportRun, ImportState, Merchant, MissingState, ProblemGroup, Product
from tests.ingest.conftest import MUG, Import, Row, catalog_zip, jpeg, table, zipped
from tests.ingest.correcting import (
    correct,
    correction_rows,
    corrections,
    import_file,
    mended,
    reasons_of,
    with_price,
)
from tests.ingest.feeds import DEACTIVATE, OF_MERCHANT, active_ids, mugs
from tests.ingest.shopify_export import MUG as SHOPIFY_MUG
from tests.ingest.shopify_export import ONE_MORE_PHOTO, RED, SHOE

pytestmark = pytest.mark.django_db
mug = MUG | {"image_link": ""}
SHOWN = (
    "alternate_id", "group_id", "title", "description", "price", "sale_price", "availability",
    "brand", "category_id", "attributes", "tags", "active",
)  # fmt: skip
CUP = mug | {"id": "cup", "title": "Cup", "price": "cheap"}


def prices(merchant: Merchant) -> dict[str, str]:
    pairs = merchant.products.values_list("external_id", "price")
    return {name: str(price) for name, price in pairs}


def test_invalid_rows_are_given_back_with_their_cells_and_the_reason(imported: Import) -> None:
    (row,) = correction_rows(imported(table(mug, CUP)))
    reason = row.pop("import_problem kind=google decimal=dot")
    assert 'price "cheap" cannot be read as a price. Write it as 1299.00 EUR.' in reason
    assert row == CUP


def test_corrected_rows_are_imported_and_their_reasons_are_ignored(imported: Import) -> None:
    run = imported(table(mug, CUP))
    again = correct(run, with_price("4.50 EUR", when="cheap"))
    assert (again.rows_total, again.created, again.invalid) == (1, 1, 0)
    cup = run.merchant.products.get(external_id="cup")
    assert (str(cup.price), cup.attributes) == ("4.50", {"color": "blue"})
    causes = " ".join(ProblemGroup.objects.filter(run=again).values_list("cause", flat=True))
    assert "import_problem" not in causes


def test_columns_keep_the_names_that_the_file_gave_them(imported: Import) -> None:
    spelt = {"ID": "cup", "g:Title": "Cup", " Price ": "cheap", "Image Link": "", "My note": "x"}
    (row,) = correction_rows(imported(table(spelt)))
    assert list(row)[1:] == ["ID", "g:Title", "Price", "Image Link", "My note"]


def test_formulas_and_long_numbers_are_inert_and_read_back_as_they_were(imported: Import) -> None:
    odd = CUP | {"id": "0042", "title": "=1+1", "gtin": "4006381333931", "description": "'=2"}
    run = imported(table(odd))
    (row,) = correction_rows(run)
    assert (row["id"], row["title"], row["gtin"]) == ("'0042", "'=1+1", "'4006381333931")
    correct(run, with_price("4.50 EUR", when="cheap"))
    product = run.merchant.products.get()
    found = product.external_id, product.title, product.gtin, product.description
    assert found == ("0042", "=1+1", "4006381333931", "'=2")


def test_cells_that_a_spreadsheet_could_not_compute_are_given_back_as_such(
    imported: Import,
) -> None:
    (row,) = correction_rows(imported(table(CUP | {"brand": "#NV"})))
    assert row["brand"] == "#NV"


def test_row_of_too_many_cells_is_given_back_whole(imported: Import) -> None:
    run = imported(b"id,title,price,image_link\na,Mug,9,50,EUR,x\nb,Cup,4.50 EUR,\n")
    rows = list(csv.reader(io.StringIO(corrections(run))))
    assert rows[1][1:] == ["a", "Mug", "9", "50", "EUR", "x"]
    assert "6 cells" in rows[1][0]


def test_row_with_an_unclosed_quote_is_given_back_cell_by_cell(imported: Import) -> None:
    run = imported(b'id,title,price,image_link\na,"Mug,9.50 EUR,\nb,Cup,4.50 EUR,\n')
    (_, row) = csv.reader(io.StringIO(corrections(run)))
    assert row[1:] == ["a", '"Mug', "9.50 EUR", ""]


def test_overlong_row_is_named_without_its_cells(imported: Import) -> None:
    run = imported(b"id,title,price,image_link\na," + b"x" * 1_000_001 + b",1,\nb,Cup,4 EUR,\n")
    (_, row) = csv.reader(io.StringIO(corrections(run)))
    assert len(row) == 1
    assert "Shorten it. It cannot be shown here" in row[0]


def test_delimiter_and_letters_of_the_file_stay_understood(imported: Import) -> None:
    text = "id;title;price;image_link\na;Größe Öl;9,50 EUR;\nb;Tüte;teuer;\n"
    run = imported(text.encode("cp1252"))
    again = correct(run, with_price("4,50 EUR", when="teuer"), delimiter=";")
    assert again.created == 1
    assert run.merchant.products.get(external_id="b").title == "Tüte"


def test_ambiguous_price_is_read_as_in_the_whole_file(merchant: Merchant) -> None:
    rows = [mug | {"id": "a", "price": "12,50"}, mug | {"id": "b", "price": "1.299", "title": ""}]
    run = import_file(merchant, table(*rows))
    correct(run, lambda row: row | {"title": "Sofa"})
    assert prices(merchant) == {"a": "12.50", "b": "1299.00"}


def test_price_stays_ambiguous_where_the_whole_file_contradicts_itself(merchant: Merchant) -> None:
    pairs = [("a", "12,50"), ("b", "1.299"), ("c", "7.50"), ("d", "1,50")]
    rows = [mug | {"id": name, "price": price} for name, price in pairs]
    run = import_file(merchant, table(*rows, CUP | {"price": "7,5,0"}))
    again = correct(run, lambda row: row | {"price": "1,25" if row["id"] == "cup" else "1.299"})
    assert (again.created, again.invalid) == (1, 1)
    assert "b" not in prices(merchant)


def test_currency_that_was_chosen_for_the_file_stays(merchant: Merchant) -> None:
    rows = [mug | {"price": "9.50"}, CUP]
    run = import_file(merchant, table(*rows), options=ReadOptions(currency="CHF"))
    correct(run, with_price("4.50", when="cheap"))
    assert set(merchant.products.values_list("currency", flat=True)) == {"CHF"}


def test_currency_that_was_chosen_for_the_file_is_shown_by_a_check(merchant: Merchant) -> None:
    run = import_file(merchant, table(mug, CUP), options=ReadOptions(currency="CHF"))
    data = mended(run, with_price("4.50", when="cheap"))
    check = start_import(
        merchant=merchant, user=None, file=ContentFile(data), name="x.csv", checks=True
    )
    run_import(check.pk)
    check.refresh_from_db()
    assert check.state == ImportState.CHECKED
    assert check.read_options["currency"] == "CHF"
    assert check.check_report.samples[0]["price"] == "CHF\xa04.50"


def test_names_that_were_given_to_columns_stay_understood(merchant: Merchant) -> None:
    names = {"bezeichnung": "title", "preis": "price"}
    rows = [
        {"id": "a", "Bezeichnung": "Tasse", "Preis": "9.50 EUR", "image_link": ""},
        {"id": "b", "Bezeichnung": "Becher", "Preis": "teuer", "image_link": ""},
    ]
    remember_names(merchant, ["id", "bezeichnung", "preis", "image_link"], names)
    run = import_file(merchant, table(*rows), options=ReadOptions(names=names))
    again = correct(run, with_price("4.50 EUR", column="Preis", when="teuer"))
    assert (again.created, prices(merchant)["b"]) == (1, "4.50")


def test_kind_of_table_that_was_chosen_stays(merchant: Merchant) -> None:
    rows = [{"id": "a", "title": "Mug", "price": "9 EUR", "image_link": "", "vendor": "",
             "url_handle": "mug"},
            {"id": "b", "title": "Cup", "price": "x", "image_link": "", "vendor": "",
             "url_handle": "cup"}]  # fmt: skip
    run = import_file(merchant, table(*rows), options=ReadOptions(dialect="google"))
    assert correct(run, with_price("4 EUR", when="x")).dialect == "google"


@pytest.mark.parametrize(
    "column", ["import_problem kind=x currency=ZZZ decimal=y", "Import Problem"]
)
def test_column_that_somebody_has_changed_says_nothing(imported: Import, column: str) -> None:
    run = imported(table({column: "why"} | mug))
    assert (run.created, run.dialect, run.state) == (1, "google", ImportState.FINISHED)


def test_corrections_of_corrections_are_like_the_first(imported: Import) -> None:
    run = imported(table(mug, CUP | {"title": "=1"}))
    again = correct(run, with_price("dear", when="cheap"))
    (row,) = correction_rows(again)
    assert (list(row)[1:], row["title"], row["price"]) == (list(CUP), "'=1", "dear")
    assert correct(again, with_price("4 EUR", when="dear")).created == 1
    assert run.merchant.products.get(external_id="cup").title == "=1"


@pytest.mark.parametrize("missing", [DEACTIVATE, OF_MERCHANT], ids=["of-feed", "of-merchant"])
def test_corrections_never_retire_what_they_do_not_have(
    merchant: Merchant, missing: MissingChoice
) -> None:
    rows = [*mugs(range(997)), *(row | {"price": "x"} for row in mugs(range(997, 1000)))]
    run = import_file(merchant, table(*rows), name="mugs.csv")
    for price in ("y", "1 EUR"):  # the second one has all of the first one's products
        again = correct(run, with_price(price, when="x"), missing=missing)
        assert again.missing_state == MissingState.PARTIAL
    # Even under the name of the whole file.
    data = mended(run, with_price("2 EUR", when="x"))
    again = import_file(merchant, data, name="mugs.csv", missing=missing)
    assert (again.changed, again.retired, len(active_ids(merchant))) == (3, 0, 1000)


def test_whole_file_without_the_corrected_products_retires_them_not(merchant: Merchant) -> None:
    """Its invalid rows name them, so the feed has them still."""
    rows = [*mugs(range(9)), mugs([9])[0] | {"price": "x"}]
    run = import_file(merchant, table(*rows), name="mugs.csv", missing=DEACTIVATE)
    correct(run, with_price("1 EUR", when="x"), missing=DEACTIVATE)
    again = import_file(merchant, table(*rows), name="mugs.csv", missing=DEACTIVATE)
    assert (again.invalid, again.retired, len(active_ids(merchant))) == (1, 0, 10)


def test_shopify_variant_comes_with_its_handle_and_keeps_key_group_and_photos(
    merchant: Merchant,
) -> None:
    red = RED | {"Variant Price": "free"}
    run = import_file(merchant, table(SHOE, red, ONE_MORE_PHOTO, SHOPIFY_MUG))
    assert (run.created, run.invalid) == (2, 1)
    reasons = [next(iter(row.values())) for row in correction_rows(run)]
    assert [reason.startswith("No problem") for reason in reasons] == [True, False, True]
    before = state(merchant)
    correct(run, with_price("49.00", column="Variant Price", when="free"))
    whole = Merchant.objects.create(name="Whole", slug="whole", currency="EUR")
    import_file(whole, table(SHOE, RED, ONE_MORE_PHOTO, SHOPIFY_MUG))
    assert state(merchant) == state(whole)
    assert before.items() <= state(merchant).items()


def test_shopify_variant_of_a_shared_sku_keeps_its_key(merchant: Merchant) -> None:
    def sold(handle: str, price: str) -> Row:
        return SHOPIFY_MUG | {"Handle": handle, "Title": handle, "Option1 Name": "Colour",
                              "Option1 Value": "Red", "Variant SKU": "S1",
                              "Variant Price": price}  # fmt: skip

    rows = [sold("boot", "9.00"), sold("lamp", "x"), SHOPIFY_MUG]
    run = import_file(merchant, table(*rows))
    assert {row["Handle"] for row in correction_rows(run)} == {"boot", "lamp"}
    correct(run, with_price("7.00", column="Variant Price", when="x"))
    assert prices(merchant) == {"boot/Red": "9.00", "lamp/Red": "7.00", "mug": "9.50"}


def test_woocommerce_variation_comes_with_its_parent(merchant: Merchant) -> None:
    columns = ["ID", "Type", "SKU", "Name", "Regular price", "Parent", "Images", "Categories",
               "Attribute 1 name", "Attribute 1 value(s)"]  # fmt: skip
    photo = "https://shop.example/shirt.jpg"
    cells = [
        ["1", "variation", "S-M", "", "9.00", "P1", "", "", "Size", "M"],
        ["2", "variation", "S-L", "", "x", "P1", "", "", "Size", "L"],
        ["3", "variable", "P1", "Shirt", "", "", photo, "Tops", "Size", "M, L"],
        ["4", "simple", "MUG", "Mug", "4.00", "", "", "", "", ""],
    ]
    run = import_file(merchant, table(*(dict(zip(columns, row, strict=True)) for row in cells)))
    assert reasons_of(run, "SKU").keys() == {"S-L", "P1"}
    correct(run, with_price("9.50", column="Regular price", when="x"))
    large = merchant.products.get(external_id="S-L")
    assert (large.title, large.group_id, large.attributes) == ("Shirt", "P1", {"size": "l"})
    assert (large.category.name, large.photos.get().source_url) == ("Tops", photo)  # type: ignore[union-attr]


def test_woocommerce_variation_of_a_shared_sku_keeps_its_key(merchant: Merchant) -> None:
    columns = ["ID", "Type", "SKU", "Name", "Regular price"]
    cells = [["7", "simple", "S", "Cup", "9.00"], ["8", "simple", "S", "Mug", "x"]]
    run = import_file(merchant, table(*(dict(zip(columns, row, strict=True)) for row in cells)))
    correct(run, with_price("9.50", column="Regular price", when="x"))
    assert prices(merchant) == {"7": "9.00", "8": "9.50"}


def test_json_lines_become_a_table_that_says_the_same(merchant: Merchant) -> None:
    photo = "https://shop.example/{}.jpg"
    sold = {"id": "a", "title": "Mug", "price": "9 EUR", "image_link": photo.format(1)}
    photos = [photo.format(2), photo.format(3)]
    lines = [
        sold | {"sale_price": "8 EUR", "brand": "Ada"},
        sold | {"id": "b", "price": None, "additional_image_link": photos, "color": "Blue"},
    ]
    data = "\n".join(map(json.dumps, lines)).encode()
    import_file(merchant, table({"id": "b", "title": "Old", "price": "5 EUR", "image_link": "",
                                 "sale_price": "4 EUR", "brand": "Eve"}))  # fmt: skip
    run = import_file(merchant, data, name="feed.jsonl")
    (row,) = correction_rows(run)
    assert (row["id"], row["additional_image_link"]) == ("b", ",".join(photos))
    correct(run, with_price("9.50 EUR"))
    mug = merchant.products.get(external_id="b")
    # The file has brands and sale prices, but none of this product.
    assert (mug.title, str(mug.price), mug.sale_price, mug.brand) == ("Mug", "9.50", None, "")
    assert [p.source_url for p in mug.photos.all()] == [photo.format(1), *photos]


def test_price_without_a_sale_in_xml_ends_the_sale_in_the_table_too(merchant: Merchant) -> None:
    import_file(merchant, table({"id": "b", "title": "Old", "price": "5 EUR", "image_link": "",
                                 "sale_price": "4 EUR"}))  # fmt: skip
    xml = "<rss><item><id>b</id><title>New</title><price>x</price><image_link/></item></rss>"
    correct(import_file(merchant, xml.encode(), name="feed.xml"), with_price("6 EUR", when="x"))
    assert merchant.products.get().sale_price is None


def test_table_of_a_zip_is_corrected_within_the_zip(imported: Import, merchant: Merchant) -> None:
    run = imported(catalog_zip(MUG | {"price": "x"}))
    data = mended(run, with_price("9 EUR", when="x"))
    import_file(merchant, zipped({"fixed.csv": data, "photos/mug.jpg": jpeg()}), name="new.zip")
    assert merchant.products.get().photos.get().file


def test_many_invalid_rows_keep_their_order(merchant: Merchant) -> None:
    rows = [row | {"price": "x" if number % 2 else "1 EUR"}
            for number, row in enumerate(mugs(range(1_000)))]  # fmt: skip
    run = import_file(merchant, table(*rows))
    expected = [row["id"] for row in rows if row["price"] == "x"]
    assert [row["id"] for row in correction_rows(run)] == expected
    assert all(row["price"] == "x" for row in correction_rows(run))
    assert correct(run, with_price("2 EUR", when="x")).created == 500


def test_file_without_invalid_rows_gives_only_the_header(imported: Import) -> None:
    assert correction_rows(imported(table(mug))) == []


def test_file_that_is_gone_is_an_error_before_the_first_line(imported: Import) -> None:
    run = imported(table(CUP))
    ImportRun.objects.update(file="")
    run.refresh_from_db()
    with pytest.raises(FileNotFoundError):
        corrections(run)


def state(merchant: Merchant) -> dict[str, object]:
    """Products by their keys, with all that a shopper sees."""
    products: dict[str, object] = {}
    for product in Product.objects.filter(merchant=merchant).prefetch_related("photos"):
        photos = [(photo.source_url, photo.alt) for photo in product.photos.all()]
        products[product.external_id] = [photos, *(getattr(product, name) for name in SHOWN)]
    return products
