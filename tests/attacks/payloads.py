"""The most expensive inputs for every entry point.

A new attack is one line: a name, its entry point, a function that makes an input of size n, and the
smaller size.
"""

import gzip
import json
import zipfile
from collections.abc import Callable
from urllib.parse import urlencode

from tests.attacks import entry_points as entry
from tests.attacks import feeds, workbooks
from tests.attacks.attack import Attack

Make = Callable[[int], bytes]


def repeated(piece: str) -> Callable[[int], str]:
    """Return a function of n that repeats `piece` up to n characters."""
    return lambda n: (piece * (n // len(piece) + 1))[:n]


def asked(**fields: Callable[[int], object]) -> Callable[[int], str]:
    return lambda n: json.dumps({name: make(n) for name, make in fields.items()})


def in_cell(column: str, piece: str) -> Make:
    return lambda n: feeds.cell(column, repeated(piece)(n))


def within_cell(column: str, piece: str, *, begin: str = "x") -> Make:
    """Like in_cell, but between other characters, so that nothing is trimmed."""
    return lambda n: feeds.cell(column, f"{begin}{repeated(piece)(n)}x")


SHOPPERS = (
    Attack("API: data URL without a comma", entry.api_json,
           lambda n: json.dumps({"photo_base64": "data:" + "A" * n}), 12_000),
    Attack("API: base64 of line ends", entry.api_json, asked(photo_base64=repeated("\n")), 800_000),
    Attack("API: base64", entry.api_json, asked(photo_base64=repeated("A ")), 800_000),
    Attack("API: base64url", entry.api_json, asked(photo_base64=repeated("A-_")), 800_000),
    Attack("API: spaces before a data URL", entry.api_json,
           asked(photo_base64=lambda n: f"{' ' * n}data:,"), 800_000),
    Attack("API batch: searches", entry.api_batch,
           lambda n: '{"searches":[' + ",".join(["{}"] * n) + "]}", 1_000),
    Attack("API: long numbers", entry.api_json,
           lambda n: '{"limit":[' + ",".join(["9" * 4_000] * n) + "]}", 500),
    Attack("API: one long number", entry.api_json, lambda n: '{"limit":' + "9" * n + "}", 500),
    Attack("API: unknown names", entry.api_json,
           lambda n: json.dumps({f"x{number}": 1 for number in range(n)}), 1_000),
    Attack("API: depth", entry.api_json, lambda n: "[" * n, 12_000),
    Attack("API: escapes", entry.api_json, lambda n: '{"text":"' + "\\n" * n + '"}', 500_000),
    Attack("API: words", entry.api_json, asked(text=repeated("x, and ")), 60),
    Attack("API: words as addresses", entry.api_json,
           asked(exclude=lambda n: [f"{x}{'a@1' * (n // 3)}" for x in range(9)]), 60),
    Attack("API form: crop", entry.api_form, lambda n: {"crop": "," * n}, 800_000),
    Attack("API form: filters", entry.api_form, lambda n: {"filters": "[" * n}, 800_000),
    Attack("API form: base64 of spaces", entry.api_multipart,
           lambda n: b'--b\r\nContent-Disposition: form-data; name="photo"; filename="x"\r\n'
           b"Content-Transfer-Encoding: base64\r\n\r\n" + b" " * n + b"\r\n--b--\r\n", 400_000),
    Attack("API form: no boundary", entry.api_multipart, lambda n: b"--c\r\n" * n, 200_000),
    Attack("API form: boundaries", entry.api_multipart, lambda n: b"--b\r\n\r\n" * n, 60_000),
    Attack("API query: attributes", entry.api_query,
           lambda n: urlencode([(f"attributes[a{x}]", x) for x in range(n)]), 7),
    Attack("API query: brackets", entry.api_query, lambda n: f"{'[' * n}=1", 1_000),
    Attack("API headers: Accept", entry.api_headers,
           lambda n: {"Accept": ", ".join(["a/b;q=0.1"] * n)}, 100),
    Attack("API headers: Cookie", entry.api_headers, lambda n: {"Cookie": 'a="\\;' * n}, 200),
    Attack("API headers: Authorization", entry.api_headers,
           lambda n: {"Authorization": "Bearer " + " sk_" * n}, 800),
    Attack("API headers: Origin", entry.api_headers,
           lambda n: {"Authorization": "Bearer x", "Origin": "https://" + "a." * n}, 800),
    Attack("API events: a long number", entry.api_events,
           lambda n: '{"events":[{"type":"cart","product_id":' + "9" * n + "}]}", 500),
    Attack("page query: attributes", entry.page_query,
           lambda n: "q=mug&" + urlencode([(f"attr.a{x}", x) for x in range(n)]), 7),
    Attack("page query: values", entry.page_query,
           lambda n: "q=mug&" + urlencode([("attr.color", x) for x in range(n)]), 7),
    Attack("page query: exclusions", entry.page_query,
           lambda n: "q=mug&" + urlencode([("exclude", f"{x}{'a@1' * 160}") for x in range(n)]), 7),
    Attack("page query: price", entry.page_query, lambda n: f"price_min=1e-{'9' * n}", 1),
    Attack("page query: crop", entry.page_query, lambda n: f"crop={'9' * n}", 1_000),
    Attack("page form: words", entry.page_form, lambda n: {"q": " " * n}, 800_000),
    Attack("page click: search", entry.page_click,
           lambda n: {"search_id": "0" * 32, "product_id": "1",
                      "query": "&".join(["attr.a=x"] * n)}, 500),
    Attack("page impressions: a list", entry.page_impressions,
           lambda n: {"shown": "A" * n, "seen": ",".join(["9"] * (n // 2))}, 1_000),
    Attack("saved cards: ids", entry.saved_cards, lambda n: {"ids": "9," * n}, 200),
    Attack("tokeniser: one word", entry.tokeniser, repeated("qzxjvkwp"), 1_000),
    Attack("tokeniser: broken encodings", entry.tokeniser, repeated("ÃƒÂ©"), 10_000),
)  # fmt: skip

# Files for the upload form, which checks them, and for the worker, which imports them.
FILES: tuple[tuple[str, Make, int], ...] = (
    ("CSV: empty lines", lambda n: feeds.lines(b"\n", n, head=b" " * 600), 200_000),
    ("CSV: short rows", lambda n: feeds.lines(b"1\n", n), 500),
    ("CSV: columns", feeds.columns, 2_500),
    ("CSV: repeated columns", lambda n: b"additional_image_link," * n + b"\n", 2_500),
    ("CSV: quotes never closed", lambda n: feeds.lines(b'a"b,"c\n', n), 20_000),
    ("CSV: one line", lambda n: feeds.lines(b"x,", n), 400_000),
    ("TSV: columns", lambda n: feeds.columns(n, "\t"), 2_500),
    ("JSON Lines: empty lines", lambda n: feeds.lines(b"\n", n, head=b"{"), 200_000),
    ("JSON Lines: depth", feeds.nested, 100),
    ("JSON Lines: members", feeds.members, 5_000),
    ("XML: empty children", lambda n: feeds.item(b"<a/>" * n), 300_000),
    ("XML: one photo after the other", lambda n: feeds.item(
        b"<additional_image_link>a</additional_image_link>" * n), 5_000),
    ("XML: depth", lambda n: feeds.item(b"<a>" * n), 300_000),
    ("XML: names", feeds.many_names, 25_000),
    ("XML: a comment", lambda n: feeds.item(b"<!--" + b"a" * n + b"-->"), 4_000_000),
    ("XML: an attribute", lambda n: feeds.item(b'<a x="' + b"a" * n + b'"/>'), 4_000_000),
    ("XML: a namespace", feeds.endless_namespace, 50_000),
    ("XML: entities", lambda n: feeds.item(b"<a>" + b"&#65;" * n + b"</a>"), 100_000),
    ("XML: bare ampersands", lambda n: feeds.item(b"<a>" + b"&" * n + b"</a>"), 300_000),
    ("XML: comments", lambda n: feeds.item(b"<!---->" * n), 100_000),
    ("not UTF-8: accents", lambda n: feeds.cell("title", "x").replace(b"x", b"\xe9 " * n), 300_000),
    ("gzip: zeros", lambda n: gzip.compress(feeds.cell("title", "0" * n)), 2_000_000),
    ("ODS: one cell often", workbooks.one_cell_often, 30_000),
    ("XLSX: strings", workbooks.many_strings, 40_000),
    ("XLSX: one string often", workbooks.one_string_often, 30),
    ("XLSX: cells", workbooks.many_cells, 40_000),
    ("XLSX: depth", workbooks.deep, 20_000),
    ("ZIP: files", feeds.archive_of_names, 500),
    ("ZIP: zeros", lambda n: feeds.packed(b"0" * n), 2_000_000),
    ("ZIP: bzip2", lambda n: feeds.packed(b"0" * n, method=zipfile.ZIP_BZIP2), 2_000_000),
    ("ZIP: XLSX", lambda n: feeds.packed(workbooks.many_strings(n), "feed.xlsx"), 40_000),
)  # fmt: skip

# Cells are read by the worker alone; the upload reads no more than the column names.
CELLS: tuple[tuple[str, Make, int], ...] = (
    ("description: spaces", within_cell("description", " "), 25_000),
    ("description: empty lines", in_cell("description", "x\n \n"), 25_000),
    ("description: unclosed tags", in_cell("description", "<br"), 25_000),
    ("description: spaces in a tag", within_cell("description", " ", begin="<"), 25_000),
    ("description: tags open", in_cell("description", "<div>"), 25_000),
    ("description: other tags open", lambda n: feeds.cell(
        "description", "".join(f"<b x={x}>" for x in range(n // 11))), 25_000),
    ("description: comments", in_cell("description", "<!--"), 25_000),
    ("description: scripts", in_cell("description", "<script><script "), 25_000),
    ("description: quotes", in_cell("description", "<a b='"), 25_000),
    ("description: entities", in_cell("description", "&amp"), 25_000),
    ("description: an endless number", in_cell("description", "&#" + "9" * 2_000_000), 1_000),
    ("description: words as addresses", in_cell("description", "a@1"), 2_000),
    ("description: words as paths", in_cell("description", "~/"), 5_000),
    ("description: accented addresses", in_cell("description", "é@1_a"), 2_000),
    ("description: in XML", lambda n: feeds.xml_cell("<div>" * (n // 5)), 25_000),
    ("price: spaces", within_cell("price", " ", begin="1"), 5_000),
    ("price: digits", in_cell("price", "9"), 25_000),
    ("photos: spaces", within_cell("additional_image_link", " ", begin="https://a.example/1"),
     5_000),
    ("photos: unusable ones", lambda n: feeds.cell(
        "additional_image_link", " ".join(f"ftp://{x}" for x in range(n // 12))), 25_000),
    ("photos: more and more", in_cell("additional_image_link", "https://a.example/1 "), 25_000),
    ("price: dots", in_cell("price", "1."), 25_000),
    ("photo: a host without end", in_cell("image_link", "//a.a."), 25_000),
    ("category: depth", in_cell("product_type", "a > "), 25_000),
    ("id: length", in_cell("id", "x \x01"), 25_000),
    ("availability: length", in_cell("availability", "in_ "), 25_000),
    ("Shopify: variants with photos", feeds.shopify, 40),
    ("Shopify: a handle", lambda n: feeds.shopify_cell("Handle", "ü" * n), 1_000),
    ("Shopify: tags", lambda n: feeds.shopify_cell("Tags", "a, " * (n // 3)), 25_000),
    ("Shopify: a field's name", lambda n: feeds.shopify_cell(
        "a (product.metafields." * (n // 22), "x"), 25_000),
    ("WooCommerce: variations", lambda n: feeds.woocommerce(
        n, description="<div>" * 10_000), 25),
    ("WooCommerce: tags", lambda n: feeds.woocommerce_cell("Tags", "".join(
        f"t{x}, " for x in range(n // 7))), 25_000),
    ("WooCommerce: categories", lambda n: feeds.woocommerce_cell("Categories", "a>b, " * (n // 5)),
     25_000),
)  # fmt: skip

MERCHANTS = (
    Attack("product form: attributes nested", entry.admin_product,
           lambda n: {"attributes": "[" * n}, 200),
    Attack("product form: a long number", entry.admin_product,
           lambda n: {"attributes": '{"a": ' + "9" * n + "}"}, 1_000),
    Attack("product form: attributes", entry.admin_product,
           lambda n: {"attributes": json.dumps({str(x): "x" for x in range(n)})}, 1_000),
    Attack("product form: description", entry.admin_product,
           lambda n: {"description": "a@1" * n}, 400),
    Attack("product form: price", entry.admin_product, lambda n: {"price": "9" * n}, 100_000),
    Attack("product form: photos", entry.admin_product, lambda n: {"photos-TOTAL_FORMS": n}, 100),
    Attack("product list: words", entry.admin_search, lambda n: "a " * n, 400),
    *(Attack(f"upload: {name}", entry.upload, make, size) for name, make, size in FILES),
    *(Attack(f"import: {name}", entry.worker, make, size) for name, make, size in FILES + CELLS),
)  # fmt: skip

ATTACKS = (*SHOPPERS, *MERCHANTS)
