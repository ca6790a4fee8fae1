"""Hostile catalogs of n rows, elements or characters."""

import io
import json
import zipfile
from xml.sax.saxutils import escape

from tests.ingest.conftest import MUG, table, zipped

CATALOG = MUG | {"image_link": "https://adas.example/1.jpg"}
COLUMNS = b"id,title,price,image_link\n"


def cell(column: str, value: str) -> bytes:
    """Return a table of one product, with this value in this column."""
    return table(CATALOG | {column: value})


def lines(line: bytes, n: int, *, head: bytes = COLUMNS) -> bytes:
    return head + line * n


def columns(n: int, delimiter: str = ",") -> bytes:
    return delimiter.join(f"c{number:x}" for number in range(n)).encode() + b"\n"


def json_line(members: str) -> bytes:
    return b"{" + members.encode() + b"}\n"


def nested(n: int) -> bytes:
    return json_line(f'"id": {"[" * n}{"]" * n}')


def members(n: int) -> bytes:
    return json.dumps({f"m{number}": "x" for number in range(n)}).encode()


def item(inside: bytes) -> bytes:
    return b"<rss><item><id>1</id>" + inside + b"</item></rss>"


def many_names(n: int) -> bytes:
    return item(b"".join(b"<a%x/>" % number for number in range(n)))


def endless_namespace(n: int) -> bytes:
    """Return n / 8 tags in a namespace whose URL has n characters."""
    tags = b"<g:x/>" * (n // 8)
    return b'<rss xmlns:g="' + b"u" * n + b'"><item><id>1</id></item>' + tags + b"</rss>"


def shopify(n: int) -> bytes:
    """Return a table of one product with n variants, each with a photo."""
    rows = [
        {
            "Handle": "shoe",
            "Title": "Shoe",
            "Variant Price": "9",
            "Option1 Name": "Size",
            "Option1 Value": str(number),
            "Image Src": f"https://adas.example/{number}.jpg",
            "Variant Image": f"https://adas.example/{number}.jpg",
        }
        for number in range(n)
    ]
    return table(*rows)


def shopify_cell(column: str, value: str) -> bytes:
    row = {"Handle": "shoe", "Title": "Shoe", "Variant Price": "9", "Vendor": "Ada"}
    return table(row | {column: value})


def woocommerce(n: int, *, description: str) -> bytes:
    """Return a table of one parent product with n variations."""
    empty = {"Type": "variation", "SKU": "", "Name": "", "Regular price": "9", "Parent": "shoe"}
    parent = empty | {"Type": "variable", "SKU": "shoe", "Name": "Shoe", "Parent": ""}
    variations = [empty | {"SKU": f"shoe-{number}"} for number in range(n)]
    return table(parent | {"Description": description}, *variations)


def woocommerce_cell(column: str, value: str) -> bytes:
    row = {"Type": "simple", "SKU": "mug", "Name": "Mug", "Regular price": "9"}
    return table(row | {column: value})


def archive_of_names(n: int) -> bytes:
    return zipped([("feed.csv", table(CATALOG)), *((f"{x}.jpg", b"") for x in range(n))])


def packed(data: bytes, name: str = "feed.csv", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr(name, data)
    return file.getvalue()


def xml_cell(value: str) -> bytes:
    return item(b"<description>" + escape(value).encode() + b"</description>")
