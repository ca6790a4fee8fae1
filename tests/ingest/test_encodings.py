"""Text in any encoding is read as it was written, and a guess is said."""

import pytest

from catalog.ingest.formats.legacy_encodings import guess_encoding
from tests.ingest.reading import read_feed

HEADER = "id,title,price,image_link\n"
WRITTEN = [
    ("cp1252", "Crème brûlée"),
    ("cp1252", "Größe 40, Weiß, für Frühstück"),
    ("cp1252", "Vestido niño – talla única"),
    ("cp1252", "vaso d’acqua, città"),
    ("cp1252", "Tröja blå, ärmlös"),
    ("cp1250", "Żółta łódź"),
    ("cp1250", "Hrníček modrý, žlutý kůň"),
    ("cp1250", "Könyv és őszi tűz"),
    ("iso8859-2", "śliczna biała koszulka, żółta"),
    ("cp1254", "mavi kupa şekerlik, ışık"),
    ("cp1251", "Чашка керамическая, голубая"),
    ("cp1251", "ЧАШКА, ТАРЕЛКА"),
    ("gb18030", "红色连衣裙"),
    ("gb18030", "蓝色陶瓷马克杯，容量三百毫升"),
    ("cp932", "青いマグカップ"),
    ("cp932", "革靴 ブラウン"),
    ("big5", "藍色陶瓷馬克杯"),
    ("cp949", "파란 머그컵 도자기"),
]


@pytest.mark.parametrize(("encoding", "title"), WRITTEN, ids=lambda value: value)
@pytest.mark.parametrize("rows", [1, 30])
def test_a_text_before_utf_8_is_read_as_it_was_written(
    encoding: str, title: str, rows: int
) -> None:
    lines = "".join(f'{n},"{title}",9.50 EUR,\n' for n in range(rows))
    reading = read_feed((HEADER + lines).encode(encoding))
    assert {product.title for product in reading.products} == {title}
    assert "The file is not UTF-8" in reading.notes[0]


def test_another_likely_encoding_is_named() -> None:
    guess = guess_encoding("1,Crème\n".encode("cp1252"))
    assert (guess.label, guess.alternative) == ("Windows-1252", "Windows-1250")
    assert guess_encoding("Чашка голубая".encode("cp1251")).alternative == ""


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_byte_order_mark_is_read(encoding: str) -> None:
    reading = read_feed((HEADER + "N1,Café,10.00 EUR,\n").encode(encoding))
    assert (reading.product.title, reading.notes) == ("Café", ())


class TestUtf8WithAFewWrongBytes:
    DATA = (
        (HEADER + "".join(f"U{n},Tasse Größe {n},5.00 EUR,\n" for n in range(30))).encode()
        + b"U99,Broken \xe9 byte,5.00 EUR,\n"
        + "U100,Weiß,5.00 EUR,\n".encode()
    )

    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with BOM"])
    def test_only_the_wrong_bytes_are_read_as_windows_1252(self, mark: bytes) -> None:
        titles = [product.title for product in read_feed(mark + self.DATA).products]
        assert titles[0] == "Tasse Größe 0"
        assert titles[-2:] == ["Broken é byte", "Weiß"]

    def test_the_row_is_named_and_no_other(self) -> None:
        reading = read_feed(self.DATA)
        assert list(reading.warnings) == [32]
        assert "not UTF-8" in reading.warnings[32][0]

    def test_a_wrong_byte_in_the_header_is_read_too(self) -> None:
        data = "id,title,price,image_link,größe\n1,Weiß,5 EUR,,ü\n".encode()
        wrong = data.replace("größe".encode(), "größe".encode("cp1252"))
        assert "not used: grösse" in read_feed(wrong).notes[0]
