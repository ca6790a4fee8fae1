"""The shop's front door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.search.engine import search_products
from catalog.search.query import SearchQuery, Sort
from catalog.web.cards import to_cards
from catalog.web.refining import facet_links
from catalog.web.samples import read_samples
from catalog.web.search_url import SearchUrl

NEWEST = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    newest = search_products(SearchQuery(sort=Sort.NEWEST, limit=NEWEST))
    facets = facet_links(newest, url=SearchUrl())
    context = {
        "samples": read_samples(),
        "cards": to_cards(newest.hits),
        "categories": facets[:1],
        "all_newest": SearchUrl((("sort", Sort.NEWEST),)),
    }
    return render(request, "web/home.html", context)
