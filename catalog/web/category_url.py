"""The address of a category's own page."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.web.findable.categories import category_address
from catalog.web.search_url import SearchUrl


class CategoryPath:
    """The part of an address with the slugs of a category and its parents, in any script."""

    # Postgres text cannot hold NUL. No path is longer (Category.path).
    regex = r"[^\0\n]{1,500}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class CategoryUrl(SearchUrl):
    """The search for all products of a category, at the address of the category."""

    @classmethod
    def of(cls, path: str, *, page: int = 1) -> CategoryUrl:
        return cls((("category", path), *((("page", str(page)),) if page > 1 else ())))

    def __str__(self) -> str:
        return category_address(self.first("category"), page=int(self.first("page") or 1))
