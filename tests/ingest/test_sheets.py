"""Of a workbook, the sheet that looks like a catalog is read."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from openpyxl import Workbook

from catalog.ingest.problems import FeedError
from tests.ingest.conftest import MUG, zipped
from tests.ingest.feed_files import xlsx
from tests.ingest.reading import read_feed

Cells = Sequence[Sequence[object]]
CATALOG: Cells = [["id", "title", "price", "image_link"], ["S2", "Second sheet", "10.00 EUR"]]
README: Cells = [["Please fill in the second sheet"]]


def workbook(sheets: Mapping[str, Cells], *, hidden: str = "", formats: Any = ()) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name == hidden else "visible"
    for place, number_format in formats:
        book.worksheets[0][place].number_format = number_format
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_the_sheet_with_the_columns_of_a_catalog_is_read_and_said() -> None:
    reading = read_feed(workbook({"Read me": README, "Products": CATALOG}))
    assert reading.product.external_id == "S2"
    assert reading.notes == ('The sheet "Products" was read, and no other.',)


def test_of_two_catalogs_the_first_is_read_and_both_are_said() -> None:
    reading = read_feed(workbook({"Summer": CATALOG, "Winter": CATALOG}))
    assert '"Summer" was read, though "Winter" has the same columns' in reading.notes[0]


def test_empty_and_hidden_sheets_are_not_worth_a_note() -> None:
    sheets: dict[str, Cells] = {"Old": CATALOG, "Products": CATALOG, "Sheet3": []}
    assert read_feed(workbook(sheets, hidden="Old")).notes == ()


def test_titles_above_the_header_of_a_sheet_are_left_out() -> None:
    reading = read_feed(workbook({"Products": [["Spring catalog"], [], *CATALOG]}))
    assert reading.product.row == 4


def test_zeros_that_the_format_of_a_cell_shows_are_kept() -> None:
    columns = ["id", "title", "price", "image_link"]
    rows: Cells = [columns, [42, "Mug", 12.5], [1299, "Cup", 1299]]
    formats = [("A2", "00000"), ("C3", "#,##0.00")]
    reading = read_feed(workbook({"Products": rows}, formats=formats))
    assert [(p.external_id, str(p.price)) for p in reading.products] == [
        ("00042", "12.50"),
        ("1299", "1299.00"),
    ]


def test_numbers_are_prices_in_the_merchants_currency() -> None:
    data = workbook({"Products": [["id", "title", "price", "image_link"], ["a", "Mug", 12.5]]})
    assert read_feed(data, currency="SEK").product.currency == "SEK"


def test_a_formula_that_failed_is_left_out_and_said() -> None:
    columns = ["id", "title", "price", "image_link", "brand"]
    reading = read_feed(workbook({"P": [columns, ["a", "Mug", "9 EUR", "", "#N/A"]]}))
    assert reading.product.brand == ""
    assert reading.warnings[2] == ['brand was left out: "#N/A" is an error of a spreadsheet.']


def test_a_title_that_is_a_failed_formula_is_missing() -> None:
    reading = read_feed(b"id,title,price,image_link\na,#REF!,9 EUR,\nb,#1 mug,9 EUR,\n")
    assert "title is empty" in reading.errors[2]
    assert reading.product.title == "#1 mug"


@pytest.mark.parametrize(
    ("entry", "kind"), [("xl/workbook.bin", ".xlsb"), ("Index/Document.iwa", "Numbers")]
)
def test_a_workbook_of_another_kind_is_named(entry: str, kind: str) -> None:
    with pytest.raises(FeedError, match=f"{kind}.*save it as .xlsx"):
        read_feed(zipped({entry: b"x"}))


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    "<office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)
END_OF_SHEET = (
    '<table:table-row table:number-rows-repeated="1048570">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def ods(**sheets: str) -> bytes:
    tables = "".join(
        f'<table:table table:name="{name}">{rows}{END_OF_SHEET}</table:table>'
        for name, rows in sheets.items()
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": ODS.format(tables).encode()})


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


HEADER_ROW = row(*map(cell, ["id", "title", "price", "image_link", "size", "material"]))


class TestOpenDocument:
    def test_a_sheet_is_read_with_the_values_of_its_cells(self) -> None:
        product = row(
            cell("m1"),
            cell("Blue<text:s/>mug<text:line-break/>for tea"),
            cell("12,50 €", 'office:value-type="currency" office:value="12.5" '
                            'office:currency="EUR"'),
            '<table:table-cell table:number-columns-repeated="1"/>',
            cell("one", 'table:number-columns-repeated="2"'),
        )  # fmt: skip
        reading = read_feed(ods(Notes=row(cell("Hello")), Products=HEADER_ROW + product))
        found = reading.product
        assert (found.title, str(found.price)) == ("Blue mug for tea", "12.50")
        assert found.attributes == {"size": "one", "material": "one"}
        assert reading.notes == ('The sheet "Products" was read, and no other.',)

    def test_repeated_rows_count_as_rows(self) -> None:
        blank = row("<table:table-cell/>", attributes='table:number-rows-repeated="3"')
        product = row(cell("m1"), cell("Mug"), cell("9 EUR"))
        assert read_feed(ods(Products=HEADER_ROW + blank + product)).product.row == 5

    def test_a_workbook_without_cells_is_refused(self) -> None:
        data = zipped({"mimetype": b"x", "content.xml": b"<x/>"})
        with pytest.raises(FeedError, match="no sheet with cells"):
            read_feed(data)

    def test_a_document_type_is_refused(self) -> None:
        content = '<!DOCTYPE x [<!ENTITY a "b">]>' + ODS.format("")
        data = zipped({"mimetype": b"x", "content.xml": content.encode()})
        with pytest.raises(FeedError, match="damaged"):
            read_feed(data)

    def test_a_row_that_repeats_a_cell_too_often_is_refused(self) -> None:
        wide = row(cell("x", 'table:number-columns-repeated="1000000"'))
        with pytest.raises(FeedError, match="more than 1,000 columns"):
            read_feed(ods(Products=HEADER_ROW + wide))

    def test_an_open_document_in_a_zip_is_read(self) -> None:
        product = row(cell("m1"), cell("Mug"), cell("9 EUR"))
        data = zipped({"feed.ods": ods(Products=HEADER_ROW + product)})
        assert read_feed(data).product.external_id == "m1"


def test_a_workbook_with_one_sheet_needs_no_note() -> None:
    assert read_feed(xlsx(MUG)).notes == ()
