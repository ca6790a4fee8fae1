"""XML that shops write almost right is read where it has one meaning, else said with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.formats.xml_text import _Mender
from catalog.ingest.problems import FeedError
from tests.ingest.reading import read_feed

START = (
    '<?xml version="1.0" encoding="{}"?>\n<rss xmlns:g="http://base.google.com/ns/1.0"><channel>'
)
END = "</channel></rss>"


def feed(title: str, *, photo: str = "", declared: str = "UTF-8", encoding: str = "utf-8") -> bytes:
    item = (
        f"<item><g:id>X1</g:id><title>{title}</title><g:price>10.00 EUR</g:price>"
        f"<g:image_link>{photo}</g:image_link></item>\n"
    )
    return (START.format(declared) + item + END).encode(encoding)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Salt & pepper", "Salt & pepper"),
        ("AT&T", "AT&T"),
        ("A &amp; B", "A & B"),
        ("Cr&egrave;me&nbsp;x", "Crème x"),
        ("Tom &foo; Co", "Tom &foo; Co"),
        ("x &#8211; y", "x – y"),
        ("x&#11;y&#0;z", "xyz"),
        ("vertical\x0btab", "verticaltab"),
        ("Size <5", "Size <5"),
        ("<![CDATA[Salt & pepper <3]]>", "Salt & pepper <3"),
        ("Mug<!-- & old < name -->s", "Mugs"),
    ],
)
def test_signs_with_one_meaning_are_read(written: str, title: str) -> None:
    assert read_feed(feed(written)).product.title == title


def test_a_raw_ampersand_in_an_address_is_read() -> None:
    reading = read_feed(feed("x", photo="https://x.example/a.jpg?a=1&b=2&amp;c=3"))
    assert reading.product.photos[0].source == "https://x.example/a.jpg?a=1&b=2&c=3"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "latin-1"),
        ("ISO-8859-1", "latin-1"),
        ("ISO-8859-1", "utf-8"),
        ("windows-1252", "cp1252"),
        ("UTF-16", "utf-16"),
        ("UTF-8", "utf-8-sig"),
    ],
)
def test_the_bytes_count_if_they_contradict_the_declared_encoding(
    declared: str, encoding: str
) -> None:
    data = feed("Crème brûlée", declared=declared, encoding=encoding)
    assert read_feed(data).product.title == "Crème brûlée"


def test_a_guessed_encoding_of_xml_is_said() -> None:
    reading = read_feed(feed("Crème brûlée", encoding="latin-1"))
    assert "was read as Windows-1252" in reading.notes[0]


def test_a_wrong_byte_among_utf_8_is_said_for_its_item() -> None:
    wrong = feed("Weiß, Größe", photo="!").replace(b">!<", b">caf\xe9.jpg<")
    reading = read_feed(wrong)
    assert (reading.product.title, reading.product.photos[0].source) == ("Weiß, Größe", "café.jpg")
    assert "not UTF-8" in reading.warnings[1][0]


def test_an_unknown_declared_encoding_is_refused_with_its_name() -> None:
    with pytest.raises(FeedError, match='encoding "rot13", which is not known'):
        read_feed(feed("x", declared="rot13"))


def test_broken_xml_is_said_with_line_and_column_and_what_is_before() -> None:
    reading = read_feed(feed("Mug") + b"<item>")
    assert reading.product.title == "Mug"
    assert reading.errors[2].startswith("The XML is broken at line 3, column")
    assert '</item> </channel></rss>": junk after document element' in reading.errors[2]


def test_xml_broken_in_its_first_item_is_refused_with_the_place() -> None:
    with pytest.raises(FeedError, match=r"broken at line 2, column [0-9]+.*mismatched tag"):
        read_feed(feed("<b>Mug"))


pieces = st.sampled_from(
    ["&", "<", "&amp;", "&nbsp;", "&#65;", "&#x41;", "<![CDATA[", "]]>", "<!--", "-->", "<?", "?>",
     "<b>", "</b>", "a", ";", "é", "]", "-", "\x0b"]
)  # fmt: skip


@given(st.lists(pieces, max_size=40).map("".join), st.integers(1, 9))
def test_where_chunks_are_cut_does_not_matter(text: str, size: int) -> None:
    cut, whole = _Mender(), _Mender()
    chunks = [text[start : start + size] for start in range(0, len(text), size)]
    mended = "".join(map(cut.mend, chunks)) + cut.mend("", final=True)
    assert mended == whole.mend(text) + whole.mend("", final=True)
