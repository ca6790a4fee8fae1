"""Category names of a feed to nodes of the category tree that all merchants share."""

from dataclasses import dataclass, field

from django.utils.text import slugify

from catalog.models import Category

MAX_PATH = 500  # characters
# Cached ids. A file of a million rows may name as many categories.
MAX_CACHED = 10_000


@dataclass(slots=True)
class CategoryTree:
    """Finds or creates nodes, each in its own short transaction.

    Within a longer one, two imports that create the same nodes in different order would deadlock.
    """

    _ids: dict[str, int] = field(default_factory=dict)  # by path

    def resolve(self, names: tuple[str, ...]) -> int | None:
        """The id of the deepest node; None without names."""
        path, node_id = "", None
        for name in names:
            # Without allow_unicode, a Chinese name would have an empty slug.
            slug = slugify(name, allow_unicode=True)
            longer = f"{path}/{slug}" if path else slug
            if not slug or len(longer) > MAX_PATH:
                continue
            path = longer
            node_id = self._node(path, name, parent_id=node_id)
        return node_id

    def forget(self) -> None:
        """Clear the cache, because nodes were deleted."""
        self._ids.clear()

    def _node(self, path: str, name: str, *, parent_id: int | None) -> int:
        if path not in self._ids:
            # The unique path makes this safe when another worker creates the same node.
            node, _ = Category.objects.get_or_create(
                path=path, defaults={"name": name, "parent_id": parent_id}
            )
            if len(self._ids) >= MAX_CACHED:
                self._ids.clear()
            self._ids[path] = node.pk
        return self._ids[path]
