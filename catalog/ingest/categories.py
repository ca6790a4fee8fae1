"""Maps category names of a feed to nodes of the category tree, which all merchants share."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Final

from django.utils.text import slugify

from catalog.models import Category

MAX_PATH = 500  # characters
# Limits the cached ids: a file of a million rows may name as many categories.
MAX_CACHED = 10_000

# Signs that tell names apart at the end of a word, and that a slug would lose: C++, C#, Disney+.
_SIGNS: Final = {"+": "-plus", "#": "-sharp"}
_TRAILING_SIGNS: Final = re.compile(r"(?<=\w)[+#]+(?!\w)")


@dataclass(slots=True)
class CategoryTree:
    """Finds or creates category nodes, each in its own short transaction.

    If one transaction created several, two imports that create the same nodes in different orders
    would deadlock.
    """

    _ids: dict[str, int] = field(default_factory=dict)  # by path
    # The last result, as the rows of a category mostly follow each other.
    _last: tuple[tuple[str, ...], int | None] = ((), None)

    def resolve(self, names: tuple[str, ...]) -> int | None:
        """Return the id of the last category of this path, or None if no name is usable."""
        if names != self._last[0]:
            self._last = names, self._resolve(names)
        return self._last[1]

    def _resolve(self, names: tuple[str, ...]) -> int | None:
        path, node_id = "", None
        for name in names:
            slug = slug_of(name)
            longer = f"{path}/{slug}" if path else slug
            if not slug or len(longer) > MAX_PATH:
                continue
            path = longer
            node_id = self._node(path, name, parent_id=node_id)
        return node_id

    def _find_or_create(self, path: str, name: str, *, parent_id: int | None) -> int:
        # The unique path makes this safe when another worker creates the same node.
        node, _ = Category.objects.get_or_create(
            path=path, defaults={"name": name, "parent_id": parent_id}
        )
        return node.pk

    def forget(self) -> None:
        """Clear the cached ids, some of which may belong to deleted nodes."""
        self._ids.clear()
        self._last = (), None

    def _node(self, path: str, name: str, *, parent_id: int | None) -> int:
        if path not in self._ids:
            node_id = self._find_or_create(path, name, parent_id=parent_id)
            if len(self._ids) >= MAX_CACHED:
                self._ids.clear()
            self._ids[path] = node_id
        return self._ids[path]


@dataclass(slots=True)
class ExistingCategories(CategoryTree):
    """Finds category nodes and creates none: those that are missing get ids that no node has."""

    _missing: Iterator[int] = field(default_factory=partial(count, -1, -1))

    def _find_or_create(self, path: str, name: str, *, parent_id: int | None) -> int:
        node = Category.objects.filter(path=path).values_list("pk", flat=True).first()
        return next(self._missing) if node is None else node


def slug_of(name: str) -> str:
    spelt = _TRAILING_SIGNS.sub(lambda signs: "".join(_SIGNS[sign] for sign in signs[0]), name)
    # Without allow_unicode, a Chinese name would have an empty slug.
    return slugify(spelt, allow_unicode=True)
