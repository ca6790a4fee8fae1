"""Checks of what a text finds in the German shop."""

from collections.abc import Callable

from catalog.search.engine import search_products
from catalog.search.query import SearchQuery
from tests.search.german_shop import PRODUCTS, GermanProduct

PAGE = 8
BY_ID = {product.external_id: product for product in PRODUCTS}
SHOES = ("Stiefel", "Pumps", "Sandalen", "Turnschuhe", "Halbschuhe")
Right = Callable[[GermanProduct], bool]


def found(text: str) -> list[GermanProduct]:
    """Return the first products found. Fails if the search says that nothing fits."""
    page = search_products(SearchQuery(text=text, limit=PAGE))
    assert not page.nothing_suitable, f'"Nothing really fits" for {text}'
    return [BY_ID[hit.product.external_id] for hit in page.hits]


def assert_first(text: str, right: Right) -> None:
    """Check that the first products are right, as many as the shop has or the page holds."""
    expected = sum(map(right, PRODUCTS))
    assert expected, "The shop has no right product."
    first = found(text)[: min(expected, PAGE)]
    wrong = [one.title for one in first if not right(one)]
    assert not wrong, f"{text} finds {', '.join(wrong)}"
    assert len(first) == min(expected, PAGE), f"{text} finds only {len(first)} of {expected}"


def of(*nouns: str, **facts: object) -> Right:
    """Products of these kinds that have all the facts, such as colour="rot"."""
    return lambda one: (
        one.kind.noun in nouns and all(getattr(one, name) == value for name, value in facts.items())
    )
