"""A shop that is filled as merchants fill it: by a feed that is imported and indexed."""

from django.core.files.base import ContentFile

from catalog.indexing.batch import index_due
from catalog.ingest.control import start_import
from catalog.ingest.run import run_import
from catalog.models import Merchant
from catalog.search.engine import search_products
from catalog.search.query import SearchQuery
from tests.ingest.conftest import Row, table

# Enough for scores that can be judged, with words that the searched products have too.
DISTRACTORS: list[Row] = [
    {"id": f"D{number}", "title": f"{colour} {kind} {number}", "price": "9 EUR"}
    for number, (colour, kind) in enumerate(
        [(colour, kind) for colour in ("Red", "Blue", "Green", "Grey") for kind in (
            "mug", "tee for men", "lamp with a shade", "shoe size 42", "cap, no logo",
            "hoodie without a hood", "knife", "cushion 40 cm",
        )]
    )
]  # fmt: skip


def import_feed(merchant: Merchant, rows: list[Row]) -> None:
    """Import and index a feed, every row of which is valid."""
    feed = ContentFile(table(*({"image_link": "", **row} for row in rows)))
    run = start_import(merchant=merchant, user=None, file=feed, name="feed.csv")
    run_import(run.pk)
    run.refresh_from_db()
    assert run.created == len(rows), run.reason
    while index_due().claimed:
        pass


def first(text: str) -> str:
    """Return the external id of the first product that a text finds."""
    page = search_products(SearchQuery(text=text, limit=5))
    return page.hits[0].product.external_id if page.hits else "nothing"


def wrong(expected: list[tuple[str, str]]) -> dict[str, str]:
    """Return each typed text that does not find its product first, with what it finds instead."""
    found = [(typed, external_id, first(typed)) for typed, external_id in expected]
    return {typed: other for typed, external_id, other in found if other != external_id}
