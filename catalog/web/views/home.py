"""The home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.search.query import Sort
from catalog.web.findable.heads import home_head
from catalog.web.home_page import home_page
from catalog.web.search_url import SearchUrl


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    page = home_page()
    context = {
        "head": home_head(request, next((card.image for card in page.cards if card.image), None)),
        "showcase": page.showcase,
        "samples": page.samples,
        "tiles": page.tiles,
        "cards": page.cards,
        "all_newest": SearchUrl((("sort", Sort.NEWEST),)),
    }
    return render(request, "web/home.html", context)
