"""Delimited text: encodings, delimiters, headers, quotes and limits."""

import io

import pytest

from catalog.ingest.formats import lines
from catalog.ingest.formats.delimited import read_delimited
from catalog.ingest.formats.lines import MAX_RECORD
from catalog.ingest.problems import FeedError, Problem
from catalog.ingest.table import MAX_CELL, RawRow, Table


def read(data: bytes) -> Table:
    return read_delimited(io.BytesIO(data))


def rows(data: bytes) -> list[dict[str, str] | int]:
    """Return the cells of good rows and the row numbers of bad ones."""
    return [r.row if isinstance(r, Problem) else r.cells for r in read(data).rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_in_any_encoding_gives_the_same_text(encoding: str) -> None:
    assert rows("id,title\n1,Crème brûlée\n".encode(encoding)) == [
        {"id": "1", "title": "Crème brûlée"}
    ]


def test_a_guessed_encoding_is_noted() -> None:
    assert "Windows-1252" in read("id\nCrème\n".encode("cp1252")).notes[0]


def test_a_certain_encoding_is_not_noted() -> None:
    assert read("id\nCrème\n".encode()).notes == ()


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_detected(delimiter: str) -> None:
    data = f"id{delimiter}title\n1{delimiter}Mug\n".encode()
    assert rows(data) == [{"id": "1", "title": "Mug"}]


@pytest.mark.parametrize("header", ["Image Link", "image_link", "g:IMAGE_LINK", " g:image link "])
def test_headers_are_normalised(header: str) -> None:
    assert read(f"id,{header}\n".encode()).columns == ("id", "image_link")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read(newline: str) -> None:
    assert rows(f"id{newline}1{newline}2{newline}".encode()) == [{"id": "1"}, {"id": "2"}]


def test_a_quoted_cell_may_span_lines() -> None:
    assert rows(b'id,title\n1,"two\nlines, ""one"" cell"\n2,b\n') == [
        {"id": "1", "title": 'two\nlines, "one" cell'},
        {"id": "2", "title": "b"},
    ]


def test_an_inch_sign_is_not_a_quote() -> None:
    assert rows(b'id,title\n1,5" pipe\n2,b\n')[0] == {"id": "1", "title": '5" pipe'}


def test_an_unterminated_quote_loses_one_row() -> None:
    assert rows(b'id,title\n1,a\n2,"b\n3,c\n4,d\n') == [
        {"id": "1", "title": "a"},
        3,
        {"id": "3", "title": "c"},
        {"id": "4", "title": "d"},
    ]


def test_a_cell_over_the_limit_loses_one_row() -> None:
    huge = b"x" * (MAX_CELL + 1)
    assert rows(b'id,title\n1,"' + huge + b'"\n2,b\n') == [2, {"id": "2", "title": "b"}]


def test_a_table_with_too_many_columns_is_refused() -> None:
    with pytest.raises(FeedError, match="more than 1,000 columns"):
        read(b",".join(b"c%d" % n for n in range(1_001)) + b"\n")


def test_a_file_with_too_many_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINES", 10)
    with pytest.raises(FeedError, match="more than 10 lines"):
        rows(b"id\n" + b"\n" * 10)


def test_a_line_over_the_limit_loses_one_row() -> None:
    endless = b"x," * MAX_RECORD
    assert rows(b"id,title\n" + endless + b"\n2,b\n") == [2, {"id": "2", "title": "b"}]


@pytest.mark.slow
def test_a_file_of_unterminated_quotes_is_refused_in_bounded_time() -> None:
    # Each line that closes a quote opens another, so no row ever ends.
    line = b'a"b,"c\n'
    with pytest.raises(FeedError, match="unterminated quotes"):
        rows(b"id,title\n" + line * 400_000)


def test_nul_bytes_are_dropped() -> None:
    assert rows(b"id,title\n1,M\0ug\n") == [{"id": "1", "title": "Mug"}]


def test_a_row_with_more_cells_than_the_header_is_an_error() -> None:
    assert rows(b"id,title\n1,Mug, blue\n2,b\n") == [2, {"id": "2", "title": "b"}]


def test_missing_cells_at_the_end_are_empty() -> None:
    assert rows(b"id,title\n1\n") == [{"id": "1"}]


def test_csv_rows_are_numbered_as_in_a_spreadsheet() -> None:
    parsed = list(read(b'id,title\n\n1,"a\nb"\n2,c\n').rows())
    assert [row.row for row in parsed if isinstance(row, RawRow)] == [3, 4]


def test_a_repeated_column_is_refused() -> None:
    with pytest.raises(FeedError, match='"title" more than once'):
        read(b"id,title,Title\n")


def test_cells_of_a_repeatable_column_are_joined() -> None:
    data = b"id,additional_image_link,additional_image_link\n1,a.jpg,b.jpg\n"
    assert rows(data) == [{"id": "1", "additional_image_link": "a.jpg,b.jpg"}]
