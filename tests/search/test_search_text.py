"""Words are found however the feed and the shopper write them."""

# ruff: noqa: RUF001 - the letters and quotation marks are the subject.

import unicodedata

import pytest

from catalog.embedding import registry
from catalog.models import Merchant
from catalog.search.engine import search_products
from catalog.search.query import Filters, SearchQuery
from catalog.search.understanding.understand import understand
from catalog.vocabulary.current import current_vocabulary
from tests.ingest.conftest import Row
from tests.search.imported_shop import DISTRACTORS, import_feed, wrong
from tests.search.test_without_encoder import BrokenEncoder
from tests.shop import Make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("encoder")]

# Titles and brands, by external id, each with words that only this product has.
TITLES: dict[str, tuple[str, str]] = {
    "accents": ("Jug Prünelle Ôstrava", "Rénaud's Mölk"),
    "apostrophe": ("Women's scarf Dorrick", "D'Orrick"),
    "sharp-s": ("Fußmatte Grünsöl", "Grünsöl"),
    "stroke": ("Kørbo Łomza bench", "Kørbo"),
    "hyphen": ("Q-Varno shirt Lo-Misk", "Lo-Misk"),
    "han": ("蓝色帕洛运动鞋 秋季新款", "帕洛"),
    "kana": ("手編みのマフラー 赤いモリナ", "モリナ"),
    "thai": ("รองเท้าผ้าใบสีแดงซาโล", ""),
    "arabic": ("حذاء أحمر فركون", "فركون"),
    "hebrew": ("צלחת כחולה פרקונית", "פרקונית"),
    "cyrillic": ("Зелёный чайник Ферконий", "Ферконий"),
    "greek": ("Πιάτο Φερκονίτης", "Φερκονίτης"),
    "turkish": ("İnce Farkıl ceket", "Farkıl"),
    "emoji": ("Beach towel 🌴 Ferbolix 🐳", "Ferbolix"),
    "no": ("No Plimsk sweater", "No Plimsk"),
    "not": ("Not My Uncle’s vest", "Not My Uncle’s"),
    "minus": ("Minus Drolk beanie", "Minus Drolk"),
    "without": ("The Without Brakk bag", "Without Brakk"),
    "ampersand": ("Tom & Frabble bowl", "Tom & Frabble"),
    "inches": ('32" Krelmon screen', "Krelmon"),
    "less": ("I <3 Plombi plate", "Plombi"),
    "camel": ("FarqonWatch9Ultra", ""),
    "direction": ("Boot \u202ealoM\u202c Kranko", "Kranko"),
    "ligature": ("ﬁrm ﬂoor Maxoﬁl", "Maxoﬁl"),
    "fullwidth": ("Ｗｉｄｅ Ｍａｘａｌｌａ", "Ｍａｘａｌｌａ"),
    "soft-hyphen": ("Hard\u00adboi\u200bled Morkel", "Mor\u200bkel"),
    "fraction": ("Size 4½ Brommel boot", "Brommel"),
    "registered": ("Fenzolar® sandals brown", "Fenzolar®"),
    "trade-mark": ("Glentz™ pan", "Glentz™"),
    "en-dash": ("Frelvo–Bright torch", "Frelvo"),
    "curly": ("Table “Brimbo” ash", ""),
    "plural": ("Girls’ Gumpa skirt", "Gumpa"),
    "dashes": ("Pot 24 cm – Bergkettle – red", "Bergkettle"),
    "bullet": ("Star•Frinko chair", ""),
    "copyright": ("Coat (Mestrix©) black", ""),
    "times": ("Pillow 35×55 cm Kibblo", "Kibblo"),
    "comma": ("Soap “Lord Flonk”, 80 g", ""),
    "ellipsis": ("Twilbo…premium spoon", "Twilbo"),
}
WORDS = {
    "accents": "Prünelle", "sharp-s": "Grünsöl", "stroke": "Łomza", "han": "帕洛",
    "kana": "マフラー", "thai": "ผ้าใบ", "arabic": "فركون", "cyrillic": "Ферконий",
    "greek": "Φερκονίτης", "turkish": "Farkıl", "camel": "farqonwatch9ultra", "ligature": "maxofil",
    "fullwidth": "Maxalla", "soft-hyphen": "Hardboiled", "fraction": "Brommel",
    "registered": "fenzolar", "trade-mark": "glentz", "en-dash": "frelvo bright",
    "curly": "brimbo", "bullet": "frinko", "copyright": "mestrix", "times": "pillow 35x55",
    "ellipsis": "premium twilbo", "hyphen": "q-varno", "without": "brakk bag",
    "direction": "kranko",
}  # fmt: skip


def straight(text: str) -> str:
    return text.translate(str.maketrans("‘’“”–—‑", "''\"\"---"))


def without_accents(text: str) -> str:
    if "й" in text:
        # A letter of its own, which nobody writes as "и".
        return "й".join(map(without_accents, text.split("й")))
    apart = unicodedata.normalize("NFD", text.replace("ı", "i").replace("ø", "o"))
    plain = "".join(character for character in apart if not "\u0300" <= character <= "\u036f")
    return plain.replace("Ł", "L").replace("ß", "ss")


def as_written(text: str) -> str:
    return text


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


FORMS = (as_written, straight, str.lower, composed, decomposed, without_accents)


@pytest.fixture
def shop(merchant: Merchant) -> None:
    rows: list[Row] = [
        {"id": external_id, "title": title, "brand": brand, "price": "7 EUR"}
        for external_id, (title, brand) in TITLES.items()
    ]
    import_feed(merchant, [*DISTRACTORS, *rows])


TEXTS = [
    *((title, external_id) for external_id, (title, _) in TITLES.items()),
    *((brand, external_id) for external_id, (_, brand) in TITLES.items() if brand),
    *((word, external_id) for external_id, word in WORDS.items()),
]


@pytest.mark.slow
@pytest.mark.usefixtures("shop")
def test_every_title_and_brand_and_word_finds_its_product_first_in_every_form() -> None:
    expected = {(form(text), external_id) for form in FORMS for text, external_id in TEXTS}
    assert wrong(sorted(expected)) == {}


@pytest.mark.slow
@pytest.mark.usefixtures("shop")
def test_every_word_finds_its_product_first_without_an_encoder_too() -> None:
    with registry.override_encoder(BrokenEncoder()):
        assert wrong([(word, external_id) for external_id, word in WORDS.items()]) == {}


def test_each_merchant_is_searched_in_its_own_language(merchant: Merchant) -> None:
    german = Merchant.objects.create(name="Bauer", slug="bauer", language="german")
    import_feed(german, [{"id": "de", "title": "Wandlampen für Häuser", "price": "7 EUR"}])
    import_feed(merchant, [*DISTRACTORS, {"id": "en", "title": "Wall lamps", "price": "7 EUR"}])
    expected = [("Wandlampe Haus", "de"), ("wandlampen für haus", "de"), ("wall lamp", "en")]
    assert wrong(expected) == {}
    with registry.override_encoder(BrokenEncoder()):
        assert wrong(expected) == {}


def test_a_word_of_an_excluded_phrase_is_stemmed_in_the_language_of_the_product(
    merchant: Merchant,
) -> None:
    german = Merchant.objects.create(name="Bauer", slug="bauer", language="german")
    import_feed(german, [{"id": "lined", "title": "Tasse mit Streifen", "price": "7 EUR"}])
    import_feed(german, [{"id": "plain", "title": "Tasse", "price": "7 EUR"}])
    import_feed(merchant, DISTRACTORS)
    hits = search_products(SearchQuery(text="Tasse", exclude=("Streifen",), limit=100)).hits
    order = [hit.product.external_id for hit in hits]
    assert order[0] == "plain"
    assert "lined" not in order


NEAR_ANY_WORD = "grey"  # the colour of a text that names no colour


def test_words_that_few_products_have_go_before_nearer_vectors(make: Make) -> None:
    for number in range(30):
        make(f"Thing {number}", NEAR_ANY_WORD, tags=["cotton"])
    make("Snorvle lamp", "red", brand="Norda")
    make("Cotton cup", "red")
    (rare,) = (hit for hit in search_products(SearchQuery(text="snorvle")).hits[:1])
    assert rare.product.title == "Snorvle lamp"
    filtered = SearchQuery(text="snorvle", filters=Filters(brands=("Norda",)))
    assert search_products(filtered).hits[0].score == pytest.approx(rare.score)
    assert search_products(SearchQuery(text="cotton")).hits[0].product.title != "Cotton cup"


def test_the_product_with_the_title_goes_before_nearer_ones_with_all_its_words(make: Make) -> None:
    for number in range(30):
        make(f"Cup in a cotton bag {number}", NEAR_ANY_WORD)
    make("Cotton Cup", "red")
    assert search_products(SearchQuery(text="cotton cup")).hits[0].product.title == "Cotton Cup"


def test_titles_with_operators_exclude_nothing_while_such_a_product_is_on_sale(
    merchant: Merchant,
) -> None:
    tee = {"id": "tee", "title": "Tee without Brakk", "price": "7 EUR"}
    import_feed(merchant, [*DISTRACTORS, tee])
    query = SearchQuery(text="tee WITHOUT brakk")
    assert understand(query, current_vocabulary()).exclusions == ()
    merchant.products.filter(external_id="tee").update(active=False)
    assert understand(query, current_vocabulary()).excluded_phrases == ("brakk",)
