"""What the home page shows. It is the same for everybody, so it is searched for once a minute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core.cache.backends.locmem import LocMemCache
from django.utils.translation import get_language

from catalog.search.engine import search_products
from catalog.search.query import SearchQuery, Sort
from catalog.web.cards import Card, to_cards
from catalog.web.samples import Sample, read_samples
from catalog.web.showcase import Showcase, read_showcase
from catalog.web.tiles import Tile, category_tiles

KEPT_SECONDS: Final = 60
# Sample photos beside the one that is shown at work, and newest products on the page.
MAX_SAMPLES: Final = 6
MAX_CARDS: Final = 12
# Newest products that are loaded: enough for an image of nearly every category.
MAX_NEWEST: Final = 60

# By the language of the page, which labels and prices are in.
_pages = LocMemCache("home_pages", {"TIMEOUT": KEPT_SECONDS})


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    showcase: Showcase | None
    samples: tuple[Sample, ...]
    tiles: tuple[Tile, ...]
    cards: tuple[Card, ...]


def home_page() -> HomePage:
    """Return the page in the current language, at most KEPT_SECONDS old."""
    language = get_language() or ""
    page: HomePage | None = _pages.get(language)
    if page is None:
        page = _read()
        _pages.set(language, page)
    return page


def forget_home_page() -> None:
    """Let the next call search."""
    _pages.clear()


def _read() -> HomePage:
    newest = search_products(SearchQuery(sort=Sort.NEWEST, limit=MAX_NEWEST))
    samples = read_samples()
    showcase = read_showcase(samples, newest)
    return HomePage(
        showcase=showcase,
        samples=_others(samples, showcase),
        tiles=category_tiles(newest),
        cards=to_cards(newest.hits[:MAX_CARDS], at=newest.at),
    )


def _others(samples: tuple[Sample, ...], showcase: Showcase | None) -> tuple[Sample, ...]:
    shown = showcase.sample if showcase else None
    return tuple(sample for sample in samples if sample != shown)[:MAX_SAMPLES]
