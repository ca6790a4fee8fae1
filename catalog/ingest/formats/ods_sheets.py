"""The sheets of an OpenDocument workbook (ODS). Imports no Django.

OpenDocument 1.3, part 3, section 9: a cell or row is written once for any number of repetitions.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import repeat
from typing import IO, Final
from xml.etree.ElementTree import Element  # a type; defusedxml parses

from defusedxml.ElementTree import iterparse

from catalog.ingest.formats.sheets import Refused, Sheet

_CONTENT: Final = "content.xml"
_MAX_ROWS: Final = 1_048_576


def _qualified(prefix: str, local: str) -> str:
    return f"{{urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0}}{local}"


_SHEET: Final = _qualified("table", "table")
_ROW: Final = _qualified("table", "table-row")
_CELLS: Final = (_qualified("table", "table-cell"), _qualified("table", "covered-table-cell"))
_PARAGRAPH: Final = _qualified("text", "p")
# Elements of a paragraph that stand for white space.
_SPACES: Final = {
    _qualified("text", "s"): " ",
    _qualified("text", "tab"): "\t",
    _qualified("text", "line-break"): "\n",
}
_VALUE_TYPE: Final = _qualified("office", "value-type")
# Where a cell of this type has its value; others have it in their paragraphs.
_VALUES: Final = {
    "float": _qualified("office", "value"),
    "percentage": _qualified("office", "value"),
    "currency": _qualified("office", "value"),
    "date": _qualified("office", "date-value"),
}


def is_ods(workbook: IO[bytes]) -> bool:
    with zipfile.ZipFile(workbook) as archive:
        return _CONTENT in archive.namelist()


@contextmanager
def open_ods(workbook: IO[bytes], *, max_columns: int) -> Iterator[list[Sheet]]:
    with zipfile.ZipFile(workbook) as archive:
        yield [
            Sheet(name, partial(_rows, archive, number, max_columns))
            for number, name in enumerate(_sheet_names(archive))
        ]


def _sheet_names(archive: zipfile.ZipFile) -> list[str]:
    return [
        element.get(_qualified("table", "name"), "")
        for element, parents in _ended(archive)
        if element.tag == _SHEET
    ]


def _ended(archive: zipfile.ZipFile) -> Iterator[tuple[Element, list[Element]]]:
    """Yield each element as it ends, with those around it. A row is forgotten after that."""
    parents: list[Element] = []
    with archive.open(_CONTENT) as stream:
        for event, element in iterparse(stream, ("start", "end"), forbid_dtd=True):
            if event == "start":
                parents.append(element)
                continue
            parents.pop()
            yield element, parents
            if element.tag == _ROW:
                element.clear()
                parents[-1].remove(element)


def _rows(archive: zipfile.ZipFile, number: int, max_columns: int) -> Iterator[list[str]]:
    """Yield the rows of sheet `number`, from 0, without blank ones at its end."""
    blank = 0
    for element, _ in _ended(archive):
        if element.tag == _SHEET:
            number -= 1
        elif element.tag == _ROW and number == 0:
            times = _times(element, "number-rows-repeated")
            cells = _row_cells(element, max_columns)
            if not cells:
                blank += times
                continue
            yield from repeat(list[str](), min(blank, _MAX_ROWS))
            yield from repeat(cells, times)
            blank = 0
        if number < 0:
            return


def _row_cells(row: Element, max_columns: int) -> list[str]:
    cells: list[str] = []
    empty = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        times, text = _times(cell, "number-columns-repeated"), _text(cell)
        if not text:
            empty += times
            continue
        if len(cells) + empty + times > max_columns:
            raise Refused(f"A sheet has more than {max_columns:,} columns. Remove some.")
        cells += [*repeat("", empty), *repeat(text, times)]
        empty = 0
    return cells


def _times(element: Element, name: str) -> int:
    return max(1, min(int(element.get(_qualified("table", name), "1")), _MAX_ROWS))


def _text(cell: Element) -> str:
    kind = cell.get(_VALUE_TYPE, "")
    if kind == "boolean":
        return cell.get(_qualified("office", "boolean-value"), "").upper()
    if value := cell.get(_VALUES.get(kind, "")):
        currency = cell.get(_qualified("office", "currency"), "")
        return f"{value} {currency}".strip()
    return "\n".join(map(_paragraph, cell.findall(_PARAGRAPH)))


def _paragraph(element: Element) -> str:
    spaces = _SPACES.get(element.tag, "")
    inner = (_paragraph(child) + (child.tail or "") for child in element)
    return spaces + (element.text or "") + "".join(inner)
