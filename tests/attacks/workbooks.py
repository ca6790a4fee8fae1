"""Hostile XLSX files. They are written here by hand, as no library creates such files."""

import io
import zipfile

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = f"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/></Types>"""
_ROOT = f"""<Relationships xmlns="{_PACKAGE}">
<Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
_BOOK = f"""<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">
<sheets><sheet name="a" sheetId="1" r:id="s"/></sheets></workbook>"""
_BOOK_PARTS = f"""<Relationships xmlns="{_PACKAGE}">
<Relationship Id="s" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="t" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"""
_HEADER = "".join(
    f'<c t="inlineStr"><is><t>{name}</t></is></c>'
    for name in ("id", "title", "price", "image_link", "description")
)


def workbook(*, rows: str = "", strings: str = "") -> bytes:
    """Return an XLSX file. Below a header row are `rows`, whose cells may refer to `strings`."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT,
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _BOOK_PARTS,
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData><row>{_HEADER}</row>'
        f"{rows}</sheetData></worksheet>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def many_strings(n: int) -> bytes:
    """Return a workbook of n empty strings: 3 million are 39 MB, zipped to 77 kB."""
    return workbook(strings="<si><t/></si>" * n)


def one_string_often(n: int, *, length: int = 200_000) -> bytes:
    """Return a workbook of a few kilobytes with n references to one long text."""
    rows = '<row><c t="s"><v>0</v></c></row>' * n
    return workbook(strings=f"<si><t>{'x' * length}</t></si>", rows=rows)


def many_cells(n: int) -> bytes:
    return workbook(rows=f"<row>{'<c/>' * n}</row>")


def deep(n: int) -> bytes:
    return workbook(rows="<a>" * n + "</a>" * n)


_ODS = "urn:oasis:names:tc:opendocument:xmlns:"


def one_cell_often(n: int) -> bytes:
    """Return an OpenDocument workbook of a kilobyte with n rows of 1,000 cells."""
    cell = f'<t:table-cell t:number-columns-repeated="1000"><p>{"x" * 100}</p></t:table-cell>'
    content = (
        f'<x xmlns:t="{_ODS}table:1.0" xmlns="{_ODS}text:1.0"><t:table t:name="a">'
        f'<t:table-row t:number-rows-repeated="{n}">{cell}</t:table-row></t:table></x>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return file.getvalue()
