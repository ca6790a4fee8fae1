"""The tree of the categories that shoppers find products in, with how many each has."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import connection
from django.db.models import BigIntegerField, Count
from django.db.models.expressions import RawSQL

from catalog.models import Category, Product
from catalog.models.category import with_parents
from catalog.search.collapse import group_key
from catalog.search.sql.category_counts import CATEGORY_COUNTS
from catalog.vocabulary.versioned_cache import VersionedCache

# A large catalog takes a good part of a second to count.
REMEMBERED_SECONDS: Final = 60
# Categories in the tree: those with the most products, with all above them.
MAX_CATEGORIES: Final = 5_000
# Levels of the tree. What is deeper counts for the category above: clients have JSON parsers whose
# stack ends.
MAX_DEPTH: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    path: str
    name: str
    count: int  # results that a search for the category lists: sizes of a product are one
    children: list[Node] = field(default_factory=list)


def category_tree() -> list[Node]:
    """Return the top categories with products on sale in them or below, by name."""
    return _tree_of_minute.current()


def forget_categories() -> None:
    _tree_of_minute.forget()


def _load(_: int) -> list[Node]:
    counts: Counter[str] = Counter()
    for path, count in _counts():
        for step in with_parents(path)[:MAX_DEPTH]:
            counts[step] += count
    known = [path for path, _ in sorted(counts.items(), key=_largest_first)[:MAX_CATEGORIES]]
    names = dict(Category.objects.filter(path__in=known).values_list("path", "name"))
    return _tree({path: counts[path] for path in names}, names)


def _largest_first(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _counts() -> Sequence[tuple[str, int]]:
    table = Product._meta.db_table
    key = RawSQL(group_key(table), (), output_field=BigIntegerField())  # noqa: S611 (our own names)
    products = Product.objects.on_sale().filter(category__isnull=False).order_by()
    grouped = products.values_list("category__path", key).annotate(Count("pk"))
    statement, values = grouped.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(CATEGORY_COUNTS.format(grouped=statement), values)
        return list(cursor.fetchall())


def _tree(counts: Mapping[str, int], names: Mapping[str, str]) -> list[Node]:
    """A category stands below the one above it, or at the top if that one is not listed."""
    top: list[Node] = []
    nodes: dict[str, Node] = {}
    for path in sorted(counts):
        node = nodes[path] = Node(path=path, name=names[path], count=counts[path])
        above = nodes.get(path.rpartition("/")[0])
        (above.children if above else top).append(node)
    for siblings in (top, *_children(nodes)):
        siblings.sort(key=lambda node: (node.name.casefold(), node.path))
    return top


def _children(nodes: Mapping[str, Node]) -> Iterator[list[Node]]:
    return (node.children for node in nodes.values())


def _minute() -> int:
    return int(time.time() // REMEMBERED_SECONDS)


# In the memory of this process. Nobody waits for the tree of the next minute.
_tree_of_minute = VersionedCache("category tree", version=_minute, load=_load)
