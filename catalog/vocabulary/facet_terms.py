"""Terms from the facets of the products on sale: categories, brands and attribute values."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.db.models import Count

from catalog.language.normalise import fold
from catalog.models import Category, Product
from catalog.vocabulary.rows import category_row, value_row
from catalog.vocabulary.sample import Sample
from catalog.vocabulary.term import ATTRIBUTE_PREFIX, BRAND, TermRow

# The most frequent are kept. Together with title words, pairs and popular searches (in the files
# beside this one) they make 50,000 terms: 40 MB in each process, loaded in less than a second.
MAX_CATEGORIES: Final = 8_000
MAX_BRANDS: Final = 7_000
MAX_ATTRIBUTE_VALUES: Final = 7_000
MAX_ATTRIBUTES: Final = 100
MAX_VALUES_PER_ATTRIBUTE: Final = 300
# A longer value is a text about the product.
MAX_VALUE_LETTERS: Final = 50
MAX_VALUE_WORDS: Final = 6
# An attribute whose values mostly differ is an id or an address of the feed.
MIN_VALUES_TO_JUDGE: Final = 20
MAX_DISTINCT_SHARE: Final = 0.5

# Numbers alone say nothing without their attribute, so they are left out.
ATTRIBUTE_VALUES: Final = """
SELECT key, value, n, distinct_values, total::float8 FROM (
    SELECT key, value, n,
           count(*) OVER attribute AS distinct_values, sum(n) OVER attribute AS total,
           row_number() OVER (PARTITION BY key ORDER BY n DESC, value) AS place
    FROM (
        SELECT a.key, a.value #>> '{{}}' AS value, count(*) AS n
        FROM {on_sale}
        CROSS JOIN LATERAL jsonb_each(p.attributes) a
        WHERE jsonb_typeof(a.value) = 'string'
        GROUP BY a.key, a.value
    ) counted
    WINDOW attribute AS (PARTITION BY key)
) ranked
WHERE place <= %s AND length(value) <= %s AND value ~ '[[:alpha:]]' AND value !~ '://|@|^www[.]'
ORDER BY total DESC, key, place
"""


def category_counts() -> dict[int | None, int]:
    """How many products on sale are in each category itself; those without one under None."""
    counted = Product.objects.all().on_sale().order_by().values_list("category_id")
    return dict(counted.annotate(n=Count("*")))


def category_rows(counts: dict[int | None, int], languages: Sequence[str]) -> list[TermRow]:
    """Every category with products on sale, and its ancestors."""
    nodes = {node.path: node for node in Category.objects.order_by("path").iterator()}
    totals: Counter[str] = Counter()
    for path, node in nodes.items():
        for ancestor in with_ancestors(path) if node.pk in counts else ():
            totals[ancestor] += counts[node.pk]
    kept = [(path, n) for path, n in totals.most_common(MAX_CATEGORIES) if path in nodes]
    return [category_row(path, nodes[path].name, n, nodes[path].pk, languages) for path, n in kept]


def with_ancestors(path: str) -> Iterator[str]:
    steps = path.split("/")
    return ("/".join(steps[: depth + 1]) for depth in range(len(steps)))


def brand_rows(languages: Sequence[str]) -> list[TermRow]:
    branded = Product.objects.all().on_sale().exclude(brand="").order_by()
    counts = branded.values_list("brand").annotate(n=Count("*")).order_by("-n", "brand")
    return _rows(BRAND, counts[:MAX_BRANDS], languages)


def attribute_rows(sample: Sample, languages: Sequence[str]) -> list[TermRow]:
    by_attribute: dict[str, list[tuple[str, int]]] = defaultdict(list)
    limits = [MAX_VALUES_PER_ATTRIBUTE, MAX_VALUE_LETTERS]
    for name, value, count, distinct, total in sample.rows(ATTRIBUTE_VALUES, limits):
        is_id = total >= MIN_VALUES_TO_JUDGE and distinct > MAX_DISTINCT_SHARE * total
        if not is_id and len(value.split()) <= MAX_VALUE_WORDS:
            by_attribute[name].append((value, sample.scaled(count)))
    rows = [
        row
        for name in list(by_attribute)[:MAX_ATTRIBUTES]
        for row in _rows(f"{ATTRIBUTE_PREFIX}{name}", by_attribute[name], languages)
    ]
    return sorted(rows, key=lambda row: -row.count)[:MAX_ATTRIBUTE_VALUES]


def _rows(facet: str, counts: Iterable[tuple[str, int]], languages: Sequence[str]) -> list[TermRow]:
    """One row for each value; values that fold to the same are spellings of one."""
    merged: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for value, count in counts:
        if folded := fold(value):
            merged[folded].append((value, count))
    return [value_row(facet, found, languages) for found in merged.values()]
