"""Article numbers, GTINs and MPNs find their product first, in every spelling."""

import pytest

from catalog.embedding import registry
from catalog.models import Merchant
from catalog.search.engine import search_products
from catalog.search.query import Filters, SearchQuery
from catalog.search.ranking import RANKING
from tests.search.imported_shop import DISTRACTORS, import_feed, wrong
from tests.search.test_without_encoder import BrokenEncoder
from tests.shop import Make, photos_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("encoder")]

NUMBERS = [
    "LOR.0808-71", "TVM-702B2N/NT3E", "53-426", "3/4-IN", "00053", "KLM_2", "CDE+F", "Y#23",
    "(Y)23", "CD 23 45", "3E6", "neptune-2345", "neptune-2345b", "FT-8715OJ-F2/5Q/B",
    "JD/NOLL-COMB/BLUE", "NO-234", "-6Y", "b'c-8", "ÜÖ-2", "www.lite.example", "m@re.example",
    "2.6", "v3.1.2", "008", "U&D", "D++", "D", "S3-E3", "200%", "$6", "OF", "WITH", "not-8",
    "without-2", "B.C.D", "234-567-891", "+4426", "Ⅺ-4", "TL\u2011V\u20118", '"R"2', "ö-2 crêpe",
    "OR-3342", "AND-216", "WITH-2",
]  # fmt: skip
# Another spelling, and the number that it stands for.
SPELLINGS = {
    "lor 0808 71": "LOR.0808-71", "LOR080871": "LOR.0808-71", "lor-0808.71": "LOR.0808-71",
    "tvm702b2nnt3e": "TVM-702B2N/NT3E", "53426": "53-426", "53": "00053", "8": "008",
    "klm2": "KLM_2", "CD2345": "CD 23 45", "neptune 2345 b": "neptune-2345b", "uo2": "ÜÖ-2",
    "U\u0308O\u0308-2": "ÜÖ-2", "XI4": "Ⅺ-4", "TL-V-8": "TL\u2011V\u20118", "o2crepe": "ö-2 crêpe",
    "or3342": "OR-3342", "AND 216": "AND-216", "without 2": "without-2", "NO 234": "NO-234",
    "  53-426 ": "53-426", "“R”2": '"R"2', "6y": "-6Y", "bcd": "B.C.D",
}  # fmt: skip


def test_a_number_finds_its_product_first_as_typed_and_in_other_spellings(
    merchant: Merchant,
) -> None:
    rows = [
        {"id": number, "title": f"Gadget kind {place}", "price": "5 EUR"}
        for place, number in enumerate(NUMBERS)
    ]
    import_feed(merchant, [*DISTRACTORS, *rows])
    expected = [*((number, number) for number in NUMBERS), *SPELLINGS.items()]
    assert wrong(expected) == {}
    with registry.override_encoder(BrokenEncoder()):
        assert wrong(expected) == {}


def test_a_gtin_finds_its_product_by_upc_ean_and_gtin_14_and_an_isbn_by_both_forms(
    merchant: Merchant,
) -> None:
    codes = {
        "gtin": ("042100005264", ""),
        "isbn": ("", "978-0-306-40615-7"),
        "old": ("", "0345391802"),
    }
    rows = [
        {"id": f"{name}-1", "title": "Item", "price": "5 EUR", "gtin": gtin, "mpn": mpn}
        for name, (gtin, mpn) in codes.items()
    ]
    import_feed(merchant, [*DISTRACTORS, *rows])
    expected = {
        "042100005264": "gtin-1", "0042100005264": "gtin-1", "00042100005264": "gtin-1",
        "42100005264": "gtin-1", "0 42100 00526 4": "gtin-1", "9780306406157": "isbn-1",
        "0-306-40615-2": "isbn-1", "0306406152": "isbn-1", "978-0-345-39180-3": "old-1",
        "0-345-39180-2": "old-1",
    }  # fmt: skip
    assert wrong(list(expected.items())) == {}


def test_the_number_as_typed_goes_before_another_spelling_of_it(make: Make) -> None:
    make("One", "red", external_id="Z#12")
    make("Two", "red", external_id="(Z)12")
    for typed in ("Z#12", "(z)12"):
        first, second = search_products(SearchQuery(text=typed)).hits
        assert first.product.external_id == typed.upper()
        assert second.score == pytest.approx(first.score - RANKING.identifier_spelling_boost)


def test_a_number_is_found_beside_a_photo_and_under_filters(make: Make) -> None:
    for number in range(30):
        make(f"Red thing {number}", "red", brand="Norda")
    make("Green thing", "green", external_id="WITH-9", brand="Norda")
    for query in (
        SearchQuery(text="with 9", photos=photos_of("red")),
        SearchQuery(text="with 9", filters=Filters(brands=("Norda",))),
        SearchQuery(text="with 9", filters=Filters(brands=("Norda",)), limit=1),
    ):
        assert search_products(query).hits[0].product.external_id == "WITH-9"


def test_a_number_finds_nothing_that_the_filters_exclude(make: Make) -> None:
    make("Red thing", "red", external_id="WITH-9", brand="Norda")
    make("Blue thing", "blue", brand="Sund")
    hits = search_products(SearchQuery(text="WITH-9", filters=Filters(brands=("Sund",)))).hits
    assert [hit.product.title for hit in hits] == ["Blue thing"]


def test_a_text_with_nul_characters_is_searched_without_them(make: Make) -> None:
    make("Red cup without a lid", "red", external_id="WITH-9")
    for text in ("with\x009", "cup without\x00a lid", "cup -lid\x00"):
        assert search_products(SearchQuery(text=text)).hits


def test_a_text_without_letters_or_digits_is_no_number(make: Make) -> None:
    make("Red thing", "red", external_id="+++")
    (hit,) = search_products(SearchQuery(text="---")).hits
    assert hit.score < RANKING.identifier_boost


def test_many_products_with_one_number_are_found_once_each(make: Make) -> None:
    for number in range(40):
        make(f"Thing {number}", "red", mpn="N/A")
    hits = search_products(SearchQuery(text="n/a", limit=100)).hits
    assert len({hit.product.pk for hit in hits}) == len(hits) == 40
