"""Ids, addresses and names of attributes as shops and spreadsheets write them."""

import pytest

from catalog.ingest.categories import slug_of
from catalog.ingest.dialects.attributes import normalise_attributes
from catalog.remote.web_address import mended_address
from tests.ingest.reading import read_feed

HEADER = "id,title,price,image_link,gtin,additional_image_link\n"


def google(row: str) -> bytes:
    return f"{HEADER}{row}\n".encode()


@pytest.mark.parametrize("key", ["1.00E+05", "1,00E+05", "8.8e+12"])
def test_an_id_that_a_spreadsheet_has_rounded_is_refused(key: str) -> None:
    reading = read_feed(google(f'"{key}",Mug,9 EUR,,,'))
    assert "a spreadsheet has rounded. Format the column as text" in reading.errors[2]


@pytest.mark.parametrize("key", ["1E5", "E+05", "12E+X"])
def test_an_id_that_only_looks_like_a_rounded_number_is_kept(key: str) -> None:
    assert read_feed(google(f"{key},Mug,9 EUR,,,")).product.external_id == key


def test_a_gtin_that_a_spreadsheet_has_rounded_is_left_out_and_said() -> None:
    reading = read_feed(google("N1,Mug,9 EUR,,8.80609E+12,"))
    assert reading.product.gtin == ""
    assert 'gtin "8.80609E+12" was left out' in reading.warnings[2][0]


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://a.example/a b/one two.jpg", "https://a.example/a%20b/one%20two.jpg"),
        ("//cdn.example/x/y.jpg?v=1", "https://cdn.example/x/y.jpg?v=1"),
        ("www.a.example/a.jpg", "https://www.a.example/a.jpg"),
        ("https://a.example/a.jpg?w=1&amp;h=2", "https://a.example/a.jpg?w=1&h=2"),
        ("https://a.example/a.jpg?w=1&amp;amp;h=2", "https://a.example/a.jpg?w=1&h=2"),
        ("HTTPS://A.EXAMPLE/A.JPG", "HTTPS://A.EXAMPLE/A.JPG"),
        ("https://bücher.example/Kräuter.jpg", "https://bücher.example/Kräuter.jpg"),
        ("photos/my shoe &amp; sock.jpg", "photos/my shoe &amp; sock.jpg"),
        ("//", "//"),
        ("javascript:alert(1 )", "javascript:alert(1 )"),
    ],
)
def test_an_address_is_mended_and_other_text_is_not(written: str, address: str) -> None:
    assert mended_address(written) == address


@pytest.mark.parametrize(
    ("cell", "photos"),
    [
        ("https://a.example/1.jpg|https://a.example/2.jpg", 2),
        ("https://a.example/1.jpg, https://a.example/2.jpg", 2),
        ("//a.example/1.jpg,//a.example/2.jpg", 2),
        ("https://a.example/123_High_Street,_London.jpg", 1),
        ("https://a.example/a;w=800/b.jpg", 1),
    ],
)
def test_several_addresses_in_one_cell_are_several_photos(cell: str, photos: int) -> None:
    reading = read_feed(google(f'N1,Mug,9 EUR,"{cell}",,'))
    assert len(reading.product.photos) == photos


def test_a_photo_that_two_spellings_name_is_taken_once() -> None:
    cells = "https://a.example/1.jpg?a=1&b=2,,https://a.example/1.jpg?a=1&amp;b=2"
    assert len(read_feed(google(f"N1,Mug,9 EUR,{cells}")).product.photos) == 1


@pytest.mark.parametrize(
    "name",
    [
        "Größe",
        "GRÖSSE",
        "Taille",
        "Talla",
        "Maat",
        "Taglia",
        "Tamanho",
        "Rozmiar",
        "Размер",
        "size",
    ],
)
def test_sizes_of_all_languages_share_one_attribute(name: str) -> None:
    assert normalise_attributes([(name, "M")]) == {"size": "m"}


@pytest.mark.parametrize("name", ["Farbe", "Couleur", "Colore", "Kleur", "Cor", "Kolor", "Цвет"])
def test_colours_of_all_languages_share_one_attribute(name: str) -> None:
    assert normalise_attributes([(name, "Blau")]) == {"color": "blau"}


def test_german_sizes_of_a_shopify_export_are_sizes() -> None:
    header = "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price\n"
    rows = "zapp,Shoe,Own,Größe,36,Z-36,50\nzapp,,Own,,37,Z-37,50\n"
    sizes = [dict(p.attributes) for p in read_feed((header + rows).encode()).products]
    assert sizes == [{"size": "36"}, {"size": "37"}]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("C", "c"), ("C++", "c-plus-plus"), ("C#", "c-sharp"), ("Size 40+", "size-40-plus"),
        ("Home & Garden", "home-garden"), ("A+B", "ab"), ("#1 gifts", "1-gifts"), ("杯子", "杯子"),
    ],
)  # fmt: skip
def test_signs_at_the_end_of_a_word_tell_categories_apart(name: str, slug: str) -> None:
    assert slug_of(name) == slug
