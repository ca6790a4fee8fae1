"""The home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.search.engine import search_products
from catalog.search.query import SearchQuery, Sort
from catalog.web.cards import to_cards
from catalog.web.findable.heads import home_head
from catalog.web.samples import Sample, read_samples
from catalog.web.search_url import SearchUrl
from catalog.web.showcase import Showcase, read_showcase
from catalog.web.tiles import category_tiles

# Sample photos beside the one that is shown at work, and newest products on the page.
MAX_SAMPLES = 6
MAX_CARDS = 12
# Newest products that are loaded: enough for an image of nearly every category.
MAX_NEWEST = 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    newest = search_products(SearchQuery(sort=Sort.NEWEST, limit=MAX_NEWEST))
    cards = to_cards(newest.hits[:MAX_CARDS], at=newest.at)
    samples = read_samples()
    showcase = read_showcase(samples, newest)
    context = {
        "head": home_head(request, next((card.image for card in cards if card.image), None)),
        "showcase": showcase,
        "samples": _others(samples, showcase),
        "tiles": category_tiles(newest),
        "cards": cards,
        "all_newest": SearchUrl((("sort", Sort.NEWEST),)),
    }
    return render(request, "web/home.html", context)


def _others(samples: tuple[Sample, ...], showcase: Showcase | None) -> tuple[Sample, ...]:
    shown = showcase.sample if showcase else None
    return tuple(sample for sample in samples if sample != shown)[:MAX_SAMPLES]
