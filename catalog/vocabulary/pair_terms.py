"""Attribute values within categories, such as blue sneakers, to suggest both at once."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from catalog.language.normalise import fold
from catalog.vocabulary.facet_terms import with_ancestors
from catalog.vocabulary.sample import Sample
from catalog.vocabulary.term import ATTRIBUTE_PREFIX, PAIR, TermRow

MAX_PAIRS: Final = 6_000
# Rows that are read, before the products of subcategories are added up.
MAX_READ: Final = 50_000

PAIRS: Final = """
SELECT p.category_id, a.key, a.value #>> '{{}}' AS value, count(*) AS n
FROM {on_sale}
CROSS JOIN LATERAL jsonb_each(p.attributes) a
WHERE p.category_id IS NOT NULL AND jsonb_typeof(a.value) = 'string'
GROUP BY p.category_id, a.key, a.value
HAVING count(*) > 1
ORDER BY n DESC, 1, 2, 3
LIMIT %s
"""


class Pair(NamedTuple):
    """An attribute value within a category; as JSON it is the value of a term."""

    facet: str
    value: str
    category: str  # path


def pair_rows(
    sample: Sample, categories: Sequence[TermRow], attributes: Sequence[TermRow]
) -> list[TermRow]:
    """The most frequent pairs of the given categories and attribute values."""
    by_path = {row.value: row for row in categories}
    paths = {row.category_id: row.value for row in categories}
    values = {(row.facet, value): row for row in attributes for value in row.term.values}
    counts: Counter[tuple[str, str, str]] = Counter()
    for category_id, name, value, count in sample.rows(PAIRS, [MAX_READ]):
        row = values.get((f"{ATTRIBUTE_PREFIX}{name}", value))
        if row is not None and category_id in paths:
            for path in with_ancestors(paths[category_id]):
                counts[row.facet, row.value, path] += count
    return [
        _row(values[facet, value], by_path[path], sample.scaled(count))
        for (facet, value, path), count in counts.most_common(MAX_PAIRS)
        if path in by_path
    ]


def _row(attribute: TermRow, category: TermRow, count: int) -> TermRow:
    label = f"{category.label}, {attribute.label}"
    return TermRow(
        facet=PAIR,
        value=json.dumps(Pair(attribute.facet, attribute.value, category.value)),
        label=label,
        count=count,
        spellings=attribute.spellings,
        folded=fold(label),
        category_id=category.category_id,
    )
