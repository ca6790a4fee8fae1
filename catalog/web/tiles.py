"""The top of the category tree as pictures to click."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.search.results import Hit, SearchPage
from catalog.web.cards import Picture
from catalog.web.search_url import SearchUrl


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    label: str
    count: str
    url: SearchUrl
    picture: Picture | None


def category_tiles(page: SearchPage) -> tuple[Tile, ...]:
    """Counts and pictures are those of the page, so that no further query is needed."""
    more = "+" if page.total_is_lower_bound else ""
    values = next((facet.values for facet in page.facets if facet.key == "category"), ())
    return tuple(
        Tile(
            label=value.label,
            count=f"{value.count:,}{more}",
            url=SearchUrl((("category", value.value),)),
            picture=_picture(value.value, page.hits),
        )
        for value in values
        if "/" not in value.value
    )


def _picture(path: str, hits: Iterable[Hit]) -> Picture | None:
    inside = (hit for hit in hits if _is_inside(hit, path))
    return next((Picture.of(hit.photo, title=hit.product.title) for hit in inside), None)


def _is_inside(hit: Hit, path: str) -> bool:
    category = hit.product.category
    return category is not None and f"{category.path}/".startswith(f"{path}/")
