"""The header is found below what shops and spreadsheets write above it."""

import pytest

from catalog.ingest.problems import FeedError
from tests.ingest.reading import read_feed

HEADER = b"id,title,price,image_link,brand\n"
ROW = b"m1,Blue mug,9.50 EUR,,Ada\n"
META = (
    b"# Required | A unique content ID for the item.,# Required | A title,# Required | The price,"
    b"# Required | The URL for the main image,# Optional | The brand\n"
)


@pytest.mark.parametrize("data", [META + HEADER + ROW, HEADER + META + ROW])
def test_comments_of_metas_template_are_no_products(data: bytes) -> None:
    reading = read_feed(data)
    assert (reading.errors, reading.notes) == ({}, ())
    assert [p.external_id for p in reading.products] == ["m1"]


def test_metas_template_with_nothing_but_comments_has_no_products() -> None:
    with pytest.raises(FeedError, match="no products under them"):
        read_feed(META + META + HEADER)


def test_titles_and_blank_rows_above_the_header_are_left_out_and_said() -> None:
    data = b"My Shop Export 2026-11-29,,,,\n,,,,\n" + HEADER + ROW
    reading = read_feed(data)
    assert (reading.product.row, reading.product.title) == (4, "Blue mug")
    assert reading.notes == ("Row 3 was taken for the header. What is above it was left out.",)


def test_a_title_with_commas_does_not_change_the_separator() -> None:
    data = b"Mugs, cups, plates, bowls, and vases, new\n\nid;title;price;image_link\nm1;Mug;9.50;\n"
    assert read_feed(data).product.title == "Mug"


@pytest.mark.parametrize("first", [b"sep=;\n", b"SEP=;\r\n", b'"sep=;"\n', b"\xef\xbb\xbfsep=;\n"])
def test_a_line_that_names_the_separator_is_obeyed_and_counts_as_no_row(first: bytes) -> None:
    reading = read_feed(first + b"id;title;price;image_link\nN1;Shoe;12.50 EUR;\n")
    assert (reading.product.row, reading.product.title) == (2, "Shoe")
    assert reading.notes == ()


def test_cells_and_rows_of_separators_are_blank() -> None:
    data = b"id,title,price,image_link,,,\nTC1,Trailing mug,5.00 EUR,,,,\n,,,,,,\n , ,,,,,\n"
    reading = read_feed(data)
    assert (reading.product.external_id, reading.errors) == ("TC1", {})


def test_without_a_known_column_the_first_row_is_the_header() -> None:
    with pytest.raises(FeedError, match="found there: article, name"):
        read_feed(b"Article,Name\n1,Mug\n")


def test_an_id_that_begins_with_a_hash_is_no_comment() -> None:
    data = b"id,title,price,image_link\n#1,Mug,9.50 EUR,\n"
    assert read_feed(data).product.external_id == "#1"


def test_a_row_below_the_first_product_is_never_the_header() -> None:
    data = HEADER + ROW + b"id,title,price,image_link,brand\n"
    assert [p.external_id for p in read_feed(data).products] == ["m1"]
