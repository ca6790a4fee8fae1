"""What to drop from a search that finds nothing, with the number of products it then finds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext, ngettext

from catalog.search.engine import search_products
from catalog.web.counts import bounded
from catalog.web.filter_chips import Chip
from catalog.web.mending import mended_search
from catalog.web.search_url import IMAGE_PARAMETERS, PLAIN, SearchUrl

# Each is a search of its own, so that its number is just what a shopper then sees.
MAX_TRIED: Final = 6
# Parameters that are dropped together.
PRICES: Final = ("price_min", "price_max", "currency")


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    label: str  # of what is dropped
    count: str
    url: SearchUrl


def ways_out(
    url: SearchUrl, *, filters: Iterable[Chip], understood: Iterable[Chip]
) -> tuple[WayOut, ...]:
    """Return the single filters and understood parts without which there are products, best first.

    One of several values of a facet is no way out: products may have any of them already.
    """
    tried = [*understood, *_whole_filters(url, filters)][:MAX_TRIED]
    found = sorted(((_found(chip.url), chip) for chip in tried), key=lambda each: -each[0].products)
    return tuple(
        WayOut(label=chip.label, count=found.label, url=chip.url)
        for found, chip in found
        if found.products
    )


def widest_way_out(
    url: SearchUrl, *, filters: Sequence[Chip], ways: Sequence[WayOut]
) -> WayOut | None:
    """Return the search without its filters, else all products; None if a way leads there."""
    unfiltered = url.only(*IMAGE_PARAMETERS, "q", PLAIN, "sort")
    named = {way.url for way in ways}
    if len(filters) > 1 and unfiltered not in named:
        found = _found(unfiltered)
        if found.products:
            return WayOut(label=gettext("Clear all filters"), count=found.label, url=unfiltered)
    if ways:
        return None
    everything = _found(SearchUrl())
    if not everything.products:
        return None
    label = gettext("Look through all products")
    return WayOut(label=label, count=everything.label, url=SearchUrl())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    products: int
    label: str


def _found(url: SearchUrl) -> _Found:
    page = search_products(replace(mended_search(url).query, limit=1, offset=0))
    text = ngettext("{count} product", "{count} products", page.ranked)
    count = bounded(page.ranked, is_lower_bound=page.is_cut)
    return _Found(products=page.ranked, label=text.format(count=count))


def _whole_filters(url: SearchUrl, chips: Iterable[Chip]) -> Iterator[Chip]:
    """Return a chip for each facet, each exclusion, and the price."""
    groups: dict[str, list[Chip]] = defaultdict(list)
    for chip in chips:
        groups[_group(chip)].append(chip)
    for name, own in groups.items():
        dropped = PRICES if name in PRICES else (name,)
        yield Chip(
            name=name,
            label=", ".join(chip.label for chip in own),
            url=own[0].url if len(own) == 1 else _without(url, dropped),
        )


def _group(chip: Chip) -> str:
    if chip.name == "exclude":
        return f"exclude {chip.label}"
    return PRICES[0] if chip.name in PRICES else chip.name


def _without(url: SearchUrl, names: Iterable[str]) -> SearchUrl:
    for name in names:
        url = url.without(name)
    return url
