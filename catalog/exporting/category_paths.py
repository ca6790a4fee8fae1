"""Categories as the names from their root, from which an import finds them again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from catalog.ingest.categories import slug_of
from catalog.models import Category

_MAX_KEPT: Final = 10_000


@dataclass(slots=True)
class CategoryPaths:
    _names: dict[str, str] = field(default_factory=dict)  # by path

    def of(self, path: str) -> str:
        """Return for example "Clothing > Shirts" for the category "clothing/shirts"."""
        paths = list(accumulate(path.split("/"), "{}/{}".format))
        self._load(paths)
        return " > ".join(self._named(part) for part in paths)

    def _load(self, paths: list[str]) -> None:
        if all(path in self._names for path in paths):
            return
        if len(self._names) > _MAX_KEPT:
            self._names.clear()
        found = Category.objects.filter(path__in=paths).values_list("path", "name")
        self._names.update(dict.fromkeys(paths, ""), **dict(found))

    def _named(self, path: str) -> str:
        """Return the name, or the slug where the name has been edited since and means another."""
        slug, name = path.rpartition("/")[2], self._names[path]
        return name if slug_of(name) == slug and ">" not in name else slug


def paths_of(names: Iterable[str]) -> str:
    """Return the path that an import makes of names."""
    return "/".join(slug for name in names if (slug := slug_of(name)))
