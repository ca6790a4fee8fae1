"""Writes counts to the database, in one statement for all that has gathered."""

from collections.abc import Iterable
from typing import Any, Final

from django.db import connection, transaction

from catalog.insights.counted_search import Tally
from catalog.insights.tallies import OfDay, Tallies
from catalog.insights.writing_impressions import seen_columns, write_seen
from catalog.language.normalise import identifier_keys
from catalog.models import Product, SearchKind
from catalog.models.advisory_locks import SEARCH_COUNTS

# Different words of one day that are kept, of the whole shop. Further ones are counted as unlisted.
MAX_WORDS_A_DAY: Final = 5_000
# Whoever writes counts waits for nobody, and nobody for it.
_LIMITS: Final = "SET LOCAL lock_timeout = '2s'; SET LOCAL statement_timeout = '5s'"
# Processes take turns, so that together they keep within the limit.
_TURN: Final = "SELECT pg_advisory_xact_lock(%s)"

# `room` is how many more words each day has room for. Searches within a merchant that does not
# exist are left out: nobody could see them.
_SEARCHES: Final = """
WITH given AS (
    SELECT g.day, g.kind, g.words, m.id AS merchant_id, g.searches, g.unmatched, g.clicks
    FROM unnest(%(days)s::date[], %(kinds)s::text[], %(words)s::text[], %(merchants)s::text[],
                %(searches)s::int[], %(unmatched)s::int[], %(clicks)s::int[])
         AS g (day, kind, words, merchant, searches, unmatched, clicks)
    LEFT JOIN catalog_merchant m ON m.slug = g.merchant
    WHERE g.merchant = '' OR m.id IS NOT NULL
), numbered AS (
    SELECT given.*, known.id IS NULL AND given.kind = 'words' AS is_new,
           count(*) FILTER (WHERE known.id IS NULL AND given.kind = 'words')
               OVER (PARTITION BY given.day ORDER BY given.searches DESC, given.words,
                     given.merchant_id ROWS UNBOUNDED PRECEDING) AS place
    FROM given LEFT JOIN catalog_searchcount known
      ON known.day = given.day AND known.kind = given.kind AND known.words = given.words
     AND known.merchant_id IS NOT DISTINCT FROM given.merchant_id
), room AS MATERIALIZED (  -- counted once for each day, not for each row
    SELECT day, %(most)s - (SELECT count(*) FROM catalog_searchcount kept
                            WHERE kept.day = days.day AND kept.kind = 'words') AS places
    FROM (SELECT DISTINCT day FROM given) days
)
INSERT INTO catalog_searchcount AS stored
       (day, kind, words, merchant_id, searches, unmatched, clicks)
SELECT day, CASE WHEN fits THEN kind ELSE 'unlisted' END, CASE WHEN fits THEN words ELSE '' END,
       merchant_id, sum(searches), sum(unmatched), sum(clicks)
FROM (SELECT numbered.*, NOT is_new OR place <= places AS fits
      FROM numbered JOIN room USING (day)) fitted
GROUP BY 1, 2, 3, 4
ON CONFLICT (day, kind, words, merchant_id) DO UPDATE
SET searches = stored.searches + excluded.searches,
    unmatched = stored.unmatched + excluded.unmatched,
    clicks = stored.clicks + excluded.clicks
"""
_MERCHANTS: Final = """
INSERT INTO catalog_merchantclicks AS stored (day, merchant_id, clicks, carts, purchases)
SELECT g.day, m.id, g.clicks, g.carts, g.purchases
FROM unnest(%(days)s::date[], %(merchants)s::bigint[], %(clicks)s::int[], %(carts)s::int[],
            %(purchases)s::int[]) AS g (day, merchant_id, clicks, carts, purchases)
JOIN catalog_merchant m ON m.id = g.merchant_id
ON CONFLICT (merchant_id, day) DO UPDATE
SET clicks = stored.clicks + excluded.clicks,
    carts = stored.carts + excluded.carts,
    purchases = stored.purchases + excluded.purchases
"""


def write_tallies(tallies: Tallies) -> None:
    """Add the counts to those of their days. All or nothing. Raises DatabaseError."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LIMITS)
        searches = list(_without_personal_numbers(tallies))
        cursor.execute(_TURN, [SEARCH_COUNTS])
        if searches:
            cursor.execute(_SEARCHES, _columns(searches))
        if tallies.merchants:
            days, merchants = zip(*tallies.merchants, strict=True)
            keys = {"days": list(days), "merchants": list(merchants)}
            cursor.execute(_MERCHANTS, {**keys, **seen_columns(tallies.merchants.values())})
        write_seen(cursor, tallies.seen)


def _without_personal_numbers(tallies: Tallies) -> Iterable[tuple[OfDay, Tally]]:
    """Keep the words with a long number only if it is the article number of a product."""
    numbers = {key.search.words for key in tallies.searches if key.search.has_number}
    known = _article_numbers(numbers) if numbers else set()
    for key, tally in tallies.searches.items():
        is_kept = not key.search.has_number or key.search.words in known
        yield (key if is_kept else OfDay(key.day, key.search.unlisted())), tally


def _article_numbers(texts: set[str]) -> set[str]:
    """The texts that are, as a whole, the number of a product on sale."""
    keys = {text: set(identifier_keys(text)) for text in texts}
    wanted = sorted(set().union(*keys.values()))
    found = Product.objects.on_sale().filter(identifier_keys__overlap=wanted)
    of_products = found.values_list("identifier_keys", flat=True)[: len(wanted)]
    stored = {key for of_product in of_products for key in of_product}
    return {text for text, of_text in keys.items() if of_text & stored}


def _columns(rows: list[tuple[OfDay, Tally]]) -> dict[str, Any]:
    searches = [key.search for key, _ in rows]
    return {
        "days": [key.day for key, _ in rows],
        "kinds": [SearchKind(search.kind).value for search in searches],
        "words": [search.words for search in searches],
        "merchants": [search.merchant for search in searches],
        "searches": [tally.searches for _, tally in rows],
        "unmatched": [tally.unmatched for _, tally in rows],
        "clicks": [tally.clicks for _, tally in rows],
        "most": MAX_WORDS_A_DAY,
    }
