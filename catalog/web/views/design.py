"""The page that shows every component of the shop's design, with the shop's own products."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.web.results_page import results_page
from catalog.web.search_url import SearchUrl

MAX_CARDS = 4
COLOURS = (
    "paper", "card", "well", "ink", "muted", "line", "field-line", "accent", "accent-soft", "sale",
    "warn", "warn-ink",
)  # fmt: skip
TYPE_SIZES = (44, 28, 20, 16, 14, 12)
SPACES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16)


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    page = results_page(SearchUrl(), logs_clicks=False)
    context = {
        "page": page,
        "summary": page.summary,
        "cards": page.cards[:MAX_CARDS],
        "colours": COLOURS,
        "type_sizes": TYPE_SIZES,
        "spaces": SPACES,
    }
    return render(request, "web/design.html", context)
