"""The cards of the next page alone, which htmx appends to the list (_more.html)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from catalog.web.next_cards import next_cards
from catalog.web.refusal_page import explains_refusals
from catalog.web.search_url import SearchUrl


# As for the results themselves: no shared cache may keep what a shopper's photo found.
@require_safe
@cache_control(private=True, no_cache=True)
@explains_refusals
def more(request: HttpRequest) -> HttpResponse:
    url = SearchUrl.parse(request.GET)
    if not HtmxDetails(request):  # such as an address that somebody opened in a new tab
        return redirect(str(url))
    cards = next_cards(url)
    response = render(request, "web/_next_cards.html", {"page": cards})
    # Reload and Back then show the same list.
    response["HX-Replace-Url"] = str(cards.paging.here)
    return response
