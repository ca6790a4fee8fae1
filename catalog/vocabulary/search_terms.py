"""Terms from the click log: what shoppers search for, and find."""

from collections import Counter, defaultdict
from typing import Final

from django.db import connection

from catalog.language.normalise import fold
from catalog.language.personal import has_address, has_long_number
from catalog.vocabulary.rows import search_row
from catalog.vocabulary.term import TermRow

MAX_SEARCHES: Final = 2_000
# A text that fewer searches had may be of one shopper, and is nobody else's business.
MIN_SEARCHES: Final = 3
MAX_LETTERS: Final = 60

# Searches by words alone that led to a product which is still on sale.
SEARCHES: Final = """
SELECT s.parameters ->> 'text' AS text, count(*) AS n
FROM catalog_search s
WHERE s.photo_id IS NULL AND s.parameters ->> 'similar_to' IS NULL
  AND length(s.parameters ->> 'text') BETWEEN 1 AND %s
  AND EXISTS (SELECT FROM catalog_click c
              JOIN catalog_product p ON p.id = c.product_id AND p.active
              JOIN catalog_merchant m ON m.id = p.merchant_id AND m.active
              WHERE c.search_id = s.id)
GROUP BY text
ORDER BY n DESC, text
"""


def search_rows() -> list[TermRow]:
    """The most frequent texts that at least MIN_SEARCHES searches had, in any spelling."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(SEARCHES, [MAX_LETTERS])
        for text, count in cursor:
            folded = fold(text)
            # Folding may lengthen a text: one sign can stand for a sentence.
            if 0 < len(folded) <= MAX_LETTERS and not _may_be_personal(text):
                spellings[folded][" ".join(text.lower().split())] += count
    rows = [search_row(*_most_common(counts)) for counts in spellings.values()]
    popular = [row for row in rows if row.count >= MIN_SEARCHES]
    return sorted(popular, key=lambda row: -row.count)[:MAX_SEARCHES]


def _may_be_personal(text: str) -> bool:
    """Whether it may name a person or an order, however often it is typed."""
    return has_address(text) or has_long_number(text)


def _most_common(spellings: Counter[str]) -> tuple[str, int]:
    """The most frequent spelling, and the count of all."""
    return spellings.most_common(1)[0][0], spellings.total()
