"""The top categories as tiles with an image."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.search.results import Hit, SearchPage
from catalog.web.counts import bounded, bounded_in_words
from catalog.web.findable.categories import category_address
from catalog.web.images import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    label: str
    count: str
    count_in_words: str  # what a count such as "300+" means
    url: str
    image: Image | None


def category_tiles(page: SearchPage) -> tuple[Tile, ...]:
    """Return a tile for each top category. Counts and images are taken from `page`."""
    is_lower = page.total_is_lower_bound
    values = next((facet.values for facet in page.facets if facet.key == "category"), ())
    return tuple(
        Tile(
            label=value.label,
            count=bounded(value.count, is_lower_bound=is_lower),
            count_in_words=bounded_in_words(value.count, is_lower_bound=is_lower),
            url=category_address(value.value),
            image=_image(value.value, page.hits),
        )
        for value in values
        if "/" not in value.value
    )


def _image(path: str, hits: Iterable[Hit]) -> Image | None:
    inside = (hit for hit in hits if _is_inside(hit, path))
    return next((Image.of(hit.photo, title=hit.product.title) for hit in inside), None)


def _is_inside(hit: Hit, path: str) -> bool:
    category = hit.product.category
    return category is not None and f"{category.path}/".startswith(f"{path}/")
