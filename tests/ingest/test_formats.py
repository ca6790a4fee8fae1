"""Feeds in each format: tables, JSON Lines, XML and workbooks, alone and in a ZIP."""

import io
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from openpyxl import Workbook

from catalog.models import ImportRun, ImportState, Photo, Product
from tests.ingest.conftest import MUG, Import, jpeg, zipped
from tests.ingest.feed_files import FORMATS, atom, json_lines, rss

pytestmark = pytest.mark.django_db
CUP = MUG | {"id": "cup-1", "title": "Grün & rote Tasse <3", "price": "12 EUR"}


in_each_format = pytest.mark.parametrize(
    ("name", "write"), list(FORMATS.items()), ids=list(FORMATS)
)
Write = Callable[..., bytes]


@in_each_format
def test_a_feed_without_a_zip_is_imported(imported: Import, name: str, write: Write) -> None:
    run = imported(write(MUG, CUP))
    assert (run.state, run.created, run.invalid) == (ImportState.FINISHED, 2, 0)
    assert (run.rows_read, run.rows_total) == (2, 2)
    assert list(Product.objects.values_list("external_id", "title").order_by("external_id")) == [
        ("cup-1", "Grün & rote Tasse <3"),
        ("mug-1", "Blue mug"),
    ]


@in_each_format
def test_a_feed_in_a_zip_is_imported_with_its_photos(
    imported: Import, name: str, write: Write
) -> None:
    run = imported(zipped({name: write(MUG), "photos/mug.jpg": jpeg()}))
    assert (run.created, run.outcomes.count()) == (1, 0)
    assert Photo.objects.get().state == "ready"


@in_each_format
def test_importing_the_same_feed_again_changes_nothing(
    imported: Import, name: str, write: Write
) -> None:
    imported(write(MUG, CUP))
    assert imported(write(MUG, CUP)).unchanged == 2


@in_each_format
def test_a_bad_row_does_not_stop_other_rows(imported: Import, name: str, write: Write) -> None:
    run = imported(write(MUG | {"price": "free"}, CUP))
    (problem,) = run.outcomes.filter(severity="error")
    assert problem.external_id == "mug-1"
    assert Product.objects.get().external_id == "cup-1"


def test_rows_of_a_format_without_header_are_numbered_from_one(imported: Import) -> None:
    run = imported(json_lines(MUG, MUG | {"id": "cup-1", "price": ""}))
    assert run.outcomes.get(severity="error").row == 2


def errors(run: ImportRun) -> list[tuple[int, str]]:
    return list(run.outcomes.filter(severity="error").values_list("row", "message"))


class TestJsonLines:
    def test_json_numbers_and_lists_become_cells(self, imported: Import) -> None:
        row = dict(MUG) | {"id": 17, "image_link": "https://a.example/1.jpg"}
        row |= {"additional_image_link": ["https://a.example/2.jpg", "https://a.example/3.jpg"]}
        imported(json.dumps(row).encode())
        assert Product.objects.get().external_id == "17"
        assert Photo.objects.count() == 3

    @pytest.mark.parametrize(
        ("line", "excerpt"),
        [
            (b'{"id": ', "not valid JSON"),
            (b"[" * 100_000, "nested too deeply"),
            (b'["mug"]', "not an object"),
            (b'{"id": {"sku": 1}}', "id holds an object"),
            (b'{"id": [["mug"]]}', "a list of lists"),
            (b'{"id": ' + b"[" * 900 + b"]" * 900 + b"}", "a list of lists"),
            (b'{"description": "' + b"x" * 300_000 + b'"}', "Shorten it"),
            (json.dumps({f"m{n}": 1 for n in range(1_001)}).encode(), "more than 1,000 members"),
            (b'{"id": "' + b"x" * 1_000_001 + b'"}', "longer than"),
        ],
    )
    def test_a_bad_json_line_is_an_error_of_its_row(
        self, imported: Import, line: bytes, excerpt: str
    ) -> None:
        run = imported(json_lines(CUP) + line + b"\n" + json_lines(MUG))
        ((row, message),) = errors(run)
        assert row == 2
        assert excerpt in message
        assert run.created == 2

    @pytest.mark.parametrize("odd", [r"\u0000", r"\ud800"])
    def test_escaped_nul_and_surrogates_are_removed_from_json(
        self, imported: Import, odd: str
    ) -> None:
        line = json.dumps(MUG | {"title": "Mug!", "image_link": "a!.jpg", "new!": "x"})
        run = imported(line.replace("!", odd).encode())
        assert (run.created, run.invalid) == (1, 0)
        assert Product.objects.get().title.startswith("Mug")

    def test_a_json_array_is_refused(self, imported: Import) -> None:
        assert "one JSON array" in imported(json.dumps([MUG]).encode()).reason


class TestXml:
    def test_xml_items_may_repeat_photos_and_have_a_category(self, imported: Import) -> None:
        more = "".join(
            f"<g:additional_image_link>https://cdn.example/w_3,h_4/{n}.jpg</g:additional_image_link>"
            for n in range(2)
        )
        data = rss(MUG | {"image_link": "https://a.example/1.jpg", "product_type": "Home > Mugs"})
        imported(data.replace(b"</item>", f"{more}</item>".encode()))
        product = Product.objects.get()
        assert product.photos.count() == 3
        assert product.category is not None
        assert product.category.path == "home/mugs"

    def test_nested_xml_elements_are_not_cells_of_the_product(self, imported: Import) -> None:
        shipping = b"<g:shipping><g:price>4.90 EUR</g:price></g:shipping></item>"
        imported(rss(MUG).replace(b"</item>", shipping))
        assert str(Product.objects.get().price) == "9.50"

    def test_atom_link_attribute_is_the_product_url(self, imported: Import) -> None:
        link = b'<link href="https://adas.example/mug"/></entry>'
        imported(atom(MUG).replace(b"</entry>", link))
        assert Product.objects.get().url == "https://adas.example/mug"

    def test_markup_in_cdata_becomes_text(self, imported: Import) -> None:
        description = b"<description><![CDATA[<p>Warm &amp; blue</p>]]></description></item>"
        imported(rss(MUG).replace(b"</item>", description))
        assert Product.objects.get().description == "Warm & blue"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
    def test_declared_xml_encoding_is_used(self, imported: Import, encoding: str) -> None:
        declared = f'<?xml version="1.0" encoding="{encoding}"?>'
        text = rss(CUP).decode().replace('<?xml version="1.0"?>', declared)
        imported(text.encode(encoding))
        assert Product.objects.get().title == "Grün & rote Tasse <3"

    @pytest.mark.parametrize(
        "doctype",
        [
            b'<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;">]>',
            b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
            b'<!DOCTYPE r SYSTEM "http://127.0.0.1/x.dtd">',
        ],
    )
    def test_xml_with_a_doctype_is_refused(self, imported: Import, doctype: bytes) -> None:
        head, rest = rss(MUG).split(b"?>", 1)
        run = imported(head + b"?>" + doctype + rest)
        assert run.state == ImportState.FAILED
        assert "DOCTYPE" in run.reason

    def test_items_before_broken_xml_are_imported(self, imported: Import) -> None:
        whole = rss(CUP, MUG, MUG)
        run = imported(whole[: whole.rindex(b"<item>") - 20])
        ((row, message),) = errors(run)
        assert row == 2
        assert "broken at line 1, column" in message
        assert Product.objects.get().external_id == "cup-1"

    def test_an_xml_item_with_too_much_text_is_an_error_of_its_row(self, imported: Import) -> None:
        run = imported(rss(MUG | {"description": "x" * 300_000}, CUP))
        assert "Shorten it" in errors(run)[0][1]
        assert Product.objects.get().external_id == "cup-1"

    def test_an_xml_item_with_too_many_elements_is_an_error_of_its_row(
        self, imported: Import
    ) -> None:
        run = imported(rss(MUG, CUP).replace(b"</item>", b"<a/>" * 2_000 + b"</item>", 1))
        assert "more than 1,000 elements" in errors(run)[0][1]
        assert Product.objects.get().external_id == "cup-1"

    @pytest.mark.parametrize(
        ("hostile", "excerpt"),
        [
            (b"".join(b"<a%d/>" % n for n in range(6_000)), "different names"),
            (b"<a " + b" ".join(b'b%d=""' % n for n in range(6_000)) + b"/>", "different names"),
            (b"<" + b"a" * 600 + b"/>", "more than 500 characters"),
            (b'<a xmlns="' + b"u" * 600 + b'"/>', "more than 500 characters"),
            (b"<!--" + b"a" * 1_200_000 + b"-->", "more than 1 MB"),
        ],
    )
    def test_xml_that_would_fill_the_parsers_memory_is_refused(
        self, imported: Import, hostile: bytes, excerpt: str
    ) -> None:
        run = imported(rss(MUG).replace(b"</item>", b"</item>" + hostile))
        assert run.state == ImportState.FAILED
        assert excerpt in run.reason

    @pytest.mark.parametrize(
        ("data", "excerpt"),
        [
            (b"<products><product/></products>", "no <item>"),
            (b"<!doctype html><title>Sign in</title>", "a web page"),
            (b"<a>" * 100_000, "nested deeper"),
        ],
    )
    def test_xml_that_is_no_feed_is_refused(
        self, imported: Import, data: bytes, excerpt: str
    ) -> None:
        assert excerpt in imported(data).reason


class TestWorkbook:
    def sheet(self, *rows: Sequence[object]) -> bytes:
        book = Workbook()
        for row in rows:
            book.worksheets[0].append(list(row))
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    def test_workbook_integers_have_no_decimal_point(self, imported: Import) -> None:
        columns = ["id", "title", "price", "image_link", "gtin"]
        imported(self.sheet(columns, [1001, "Mug", "9 EUR", None, 4006381333931]))
        product = Product.objects.get()
        assert (product.external_id, product.gtin) == ("1001", "4006381333931")

    def test_workbook_rows_are_numbered_as_in_excel(self, imported: Import) -> None:
        columns = ["id", "title", "price", "image_link"]
        run = imported(self.sheet(columns, [], ["a", "b\nc", "9 EUR"], ["b", "d", "free"]))
        assert errors(run)[0][0] == 4

    def test_a_workbook_that_unzips_beyond_the_limit_is_refused(
        self, imported: Import, settings: Any
    ) -> None:
        data = self.sheet(["id", "title", "price", "image_link"], ["a", "x" * 30_000, "9 EUR"])
        settings.SHOP_MAX_IMPORT_BYTES = 20_000
        assert "unzips to more" in imported(data).reason

    def test_a_sheet_with_too_many_columns_is_refused(self, imported: Import) -> None:
        book = Workbook()
        book.worksheets[0].cell(row=1_048_576, column=16_384, value="x")
        file = io.BytesIO()
        book.save(file)
        assert "more than" in imported(file.getvalue()).reason

    def test_a_damaged_workbook_is_refused(self, imported: Import) -> None:
        data = zipped({"xl/workbook.xml": b"<workbook", "[Content_Types].xml": b"<Types/>"})
        assert "damaged" in imported(data).reason
