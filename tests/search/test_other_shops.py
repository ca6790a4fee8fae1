"""Shops of several trades find what people type in them.

Only words can find here, because the encoder knows none. The folder other_shops has a file for each
shop: its products, an empty line, then what people type, each with the ids of the products that
come first, in any order.
"""

from pathlib import Path

import pytest

from catalog.embedding import registry
from catalog.models import Merchant
from catalog.search.engine import search_products
from catalog.search.query import SearchQuery
from catalog.vocabulary.building import refresh_vocabulary
from catalog.vocabulary.current import forget_vocabulary
from tests.encoders import WordlessEncoder
from tests.ingest.conftest import Row
from tests.search.imported_shop import import_feed

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parent / "other_shops"
BRANDED = ("id", "title", "product_type", "brand")
SIZED = ("id", "title", "product_type", "color", "size", "gender", "age_group", "price")


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def rows(table: str, columns: tuple[str, ...]) -> list[Row]:
    cells = (map(str.strip, line.split("|")) for line in table.strip().splitlines())
    return [{"price": "10", **dict(zip(columns, of_row, strict=True))} for of_row in cells]


def open_shop(*merchants: tuple[str, list[Row]]) -> None:
    for language, products in merchants:
        merchant = Merchant.objects.create(
            name=language, slug=language, currency="EUR", language=language
        )
        import_feed(merchant, [{**row, "price": f"{row['price']} EUR"} for row in products])
    refresh_vocabulary()
    forget_vocabulary()


def not_found(questions: str) -> dict[str, str]:
    """Return what is found first instead of the right products, by text."""
    pairs = (line.rsplit(" = ", 1) for line in questions.strip().splitlines())
    answers = [(text, sorted(ids.split())) for text, ids in pairs]
    found = [(text, ids, first(text, len(ids))) for text, ids in answers]
    return {text: " ".join(others) for text, ids, others in found if others != ids}


def first(text: str, count: int) -> list[str]:
    hits = search_products(SearchQuery(text=text, limit=count)).hits
    return sorted(hit.product.external_id for hit in hits)


@pytest.mark.parametrize("name", ["electronics", "groceries", "books", "furniture", "clothes"])
def test_a_shop_finds_what_people_type(name: str) -> None:
    products, questions = text_of(name).split("\n\n")
    with registry.override_encoder(WordlessEncoder()):
        open_shop(("english", rows(products, BRANDED)))
        assert not not_found(questions)


def test_merchants_of_two_languages_are_found_in_theirs() -> None:
    english, german = (rows(text_of(f"shoes-{name}"), SIZED) for name in ("english", "german"))
    with registry.override_encoder(WordlessEncoder()):
        open_shop(("english", english), ("german", german))
        assert not not_found(text_of("shoes"))
