"""The same catalog in every format becomes the same products."""

import io
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from openpyxl import Workbook

from catalog.models import ImportRun, ImportState, Photo, Product
from tests.ingest.conftest import MUG, Import, jpeg, zipped
from tests.ingest.files import FORMATS, atom, json_lines, rss

pytestmark = pytest.mark.django_db
CUP = MUG | {"id": "cup-1", "title": "Grün & rote Tasse <3", "price": "12 EUR"}


each_format = pytest.mark.parametrize(("name", "written"), list(FORMATS.items()), ids=list(FORMATS))
Written = Callable[..., bytes]


@each_format
def test_a_file_alone(imported: Import, name: str, written: Written) -> None:
    run = imported(written(MUG, CUP))
    assert (run.state, run.created, run.failed) == (ImportState.FINISHED, 2, 0)
    assert (run.rows_read, run.rows_total) == (2, 2)
    assert list(Product.objects.values_list("external_id", "title").order_by("external_id")) == [
        ("cup-1", "Grün & rote Tasse <3"),
        ("mug-1", "Blue mug"),
    ]


@each_format
def test_in_a_zip_with_its_photos(imported: Import, name: str, written: Written) -> None:
    run = imported(zipped({name: written(MUG), "photos/mug.jpg": jpeg()}))
    assert (run.created, run.outcomes.count()) == (1, 0)
    assert Photo.objects.get().state == "ready"


@each_format
def test_again_it_changes_nothing(imported: Import, name: str, written: Written) -> None:
    imported(written(MUG, CUP))
    assert imported(written(MUG, CUP)).unchanged == 2


@each_format
def test_a_bad_row_costs_only_itself(imported: Import, name: str, written: Written) -> None:
    run = imported(written(MUG | {"price": "free"}, CUP))
    (problem,) = run.outcomes.filter(severity="error")
    assert problem.external_id == "mug-1"
    assert Product.objects.get().external_id == "cup-1"


def test_rows_without_a_header_are_counted_from_one(imported: Import) -> None:
    run = imported(json_lines(MUG, MUG | {"id": "cup-1", "price": ""}))
    assert run.outcomes.get(severity="error").row == 2


def errors(run: ImportRun) -> list[tuple[int, str]]:
    return list(run.outcomes.filter(severity="error").values_list("row", "message"))


class TestJsonLines:
    def test_numbers_and_lists(self, imported: Import) -> None:
        row = dict(MUG) | {"id": 17, "image_link": "https://a.example/1.jpg"}
        row |= {"additional_image_link": ["https://a.example/2.jpg", "https://a.example/3.jpg"]}
        imported(json.dumps(row).encode())
        assert Product.objects.get().external_id == "17"
        assert Photo.objects.count() == 3

    @pytest.mark.parametrize(
        ("line", "said"),
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
    def test_a_line_that_is_no_product(self, imported: Import, line: bytes, said: str) -> None:
        run = imported(json_lines(CUP) + line + b"\n" + json_lines(MUG))
        ((row, message),) = errors(run)
        assert row == 2
        assert said in message
        assert run.created == 2

    @pytest.mark.parametrize("odd", [r"\u0000", r"\ud800"])
    def test_what_no_database_keeps(self, imported: Import, odd: str) -> None:
        line = json.dumps(MUG | {"title": "Mug!", "image_link": "a!.jpg", "new!": "x"})
        run = imported(line.replace("!", odd).encode())
        assert (run.created, run.failed) == (1, 0)
        assert Product.objects.get().title.startswith("Mug")

    def test_an_array_is_refused_with_the_fix(self, imported: Import) -> None:
        assert "one JSON array" in imported(json.dumps([MUG]).encode()).reason


class TestXml:
    def test_repeated_photos_and_a_category(self, imported: Import) -> None:
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

    def test_what_lies_deeper_is_not_taken_for_the_products_own(self, imported: Import) -> None:
        shipping = b"<g:shipping><g:price>4.90 EUR</g:price></g:shipping></item>"
        imported(rss(MUG).replace(b"</item>", shipping))
        assert str(Product.objects.get().price) == "9.50"

    def test_the_page_of_an_atom_entry(self, imported: Import) -> None:
        link = b'<link href="https://adas.example/mug"/></entry>'
        imported(atom(MUG).replace(b"</entry>", link))
        assert Product.objects.get().url == "https://adas.example/mug"

    def test_markup_in_cdata_becomes_text(self, imported: Import) -> None:
        said = b"<description><![CDATA[<p>Warm &amp; blue</p>]]></description></item>"
        imported(rss(MUG).replace(b"</item>", said))
        assert Product.objects.get().description == "Warm & blue"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
    def test_the_encoding_that_it_names(self, imported: Import, encoding: str) -> None:
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
    def test_entities_are_refused(self, imported: Import, doctype: bytes) -> None:
        head, rest = rss(MUG).split(b"?>", 1)
        run = imported(head + b"?>" + doctype + rest)
        assert run.state == ImportState.FAILED
        assert "DOCTYPE" in run.reason

    def test_where_it_breaks_off_what_came_before_is_kept(self, imported: Import) -> None:
        whole = rss(CUP, MUG, MUG)
        run = imported(whole[: whole.rindex(b"<item>") - 20])
        ((row, message),) = errors(run)
        assert row == 2
        assert "broken here" in message
        assert Product.objects.get().external_id == "cup-1"

    def test_an_item_beyond_the_limit_costs_one_product(self, imported: Import) -> None:
        run = imported(rss(MUG | {"description": "x" * 300_000}, CUP))
        assert "Shorten it" in errors(run)[0][1]
        assert Product.objects.get().external_id == "cup-1"

    def test_an_item_of_endless_elements_costs_one_product(self, imported: Import) -> None:
        run = imported(rss(MUG, CUP).replace(b"</item>", b"<a/>" * 2_000 + b"</item>", 1))
        assert "more than 1,000 elements" in errors(run)[0][1]
        assert Product.objects.get().external_id == "cup-1"

    @pytest.mark.parametrize(
        ("hostile", "said"),
        [
            (b"".join(b"<a%d/>" % n for n in range(6_000)), "different names"),
            (b"<a " + b" ".join(b'b%d=""' % n for n in range(6_000)) + b"/>", "different names"),
            (b"<" + b"a" * 600 + b"/>", "more than 500 characters"),
            (b'<a xmlns="' + b"u" * 600 + b'"/>', "more than 500 characters"),
            (b"<!--" + b"a" * 1_200_000 + b"-->", "more than 1 MB"),
        ],
    )
    def test_what_the_parser_would_have_to_keep(
        self, imported: Import, hostile: bytes, said: str
    ) -> None:
        run = imported(rss(MUG).replace(b"</item>", b"</item>" + hostile))
        assert run.state == ImportState.FAILED
        assert said in run.reason

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"<products><product/></products>", "no <item>"),
            (b"<!doctype html><title>Sign in</title>", "a web page"),
            (b"<a>" * 100_000, "nested deeper"),
        ],
    )
    def test_what_is_no_feed_is_refused(self, imported: Import, data: bytes, said: str) -> None:
        assert said in imported(data).reason


class TestSpreadsheet:
    def sheet(self, *rows: Sequence[object]) -> bytes:
        book = Workbook()
        for row in rows:
            book.worksheets[0].append(list(row))
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    def test_numbers_are_not_made_fractions(self, imported: Import) -> None:
        columns = ["id", "title", "price", "image_link", "gtin"]
        imported(self.sheet(columns, [1001, "Mug", "9 EUR", None, 4006381333931]))
        product = Product.objects.get()
        assert (product.external_id, product.gtin) == ("1001", "4006381333931")

    def test_rows_are_numbered_as_excel_does(self, imported: Import) -> None:
        columns = ["id", "title", "price", "image_link"]
        run = imported(self.sheet(columns, [], ["a", "b\nc", "9 EUR"], ["b", "d", "free"]))
        assert errors(run)[0][0] == 4

    def test_a_workbook_that_unzips_beyond_the_limit(self, imported: Import, settings: Any) -> None:
        data = self.sheet(["id", "title", "price", "image_link"], ["a", "x" * 30_000, "9 EUR"])
        settings.SHOP_MAX_IMPORT_BYTES = 20_000
        assert "unzips to more" in imported(data).reason

    def test_a_cell_at_the_far_end_costs_no_time(self, imported: Import) -> None:
        book = Workbook()
        book.worksheets[0].cell(row=1_048_576, column=16_384, value="x")
        file = io.BytesIO()
        book.save(file)
        assert "more than" in imported(file.getvalue()).reason

    def test_a_damaged_workbook(self, imported: Import) -> None:
        data = zipped({"xl/workbook.xml": b"<workbook", "[Content_Types].xml": b"<Types/>"})
        assert "damaged" in imported(data).reason
