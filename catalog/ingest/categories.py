"""Category names from a feed to nodes of the shared tree."""

from dataclasses import dataclass, field

from django.utils.text import slugify

from catalog.models import Category

MAX_PATH = 500
# So many are remembered: a file of a million rows may name as many.
MAX_KNOWN = 10_000


@dataclass(slots=True)
class CategoryTree:
    """Finds or adds nodes, each in a statement of its own, outside any longer transaction.

    Two imports adding the same nodes in another order would else wait for each other's locks.
    """

    _known: dict[str, int] = field(default_factory=dict)  # path -> id

    def resolve(self, names: tuple[str, ...]) -> int | None:
        """The id of the deepest node; None for no category."""
        path, found = "", None
        for name in names:
            # Slugs keep their script: an all-Chinese name would else have none.
            slug = slugify(name, allow_unicode=True)
            longer = f"{path}/{slug}" if path else slug
            if not slug or len(longer) > MAX_PATH:
                continue
            path = longer
            found = self._node(path, name, parent_id=found)
        return found

    def forget(self) -> None:
        """Somebody has deleted nodes meanwhile."""
        self._known.clear()

    def _node(self, path: str, name: str, *, parent_id: int | None) -> int:
        if path not in self._known:
            # The unique path makes this safe against another worker adding it meanwhile.
            node, _ = Category.objects.get_or_create(
                path=path, defaults={"name": name, "parent_id": parent_id}
            )
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            self._known[path] = node.pk
        return self._known[path]
