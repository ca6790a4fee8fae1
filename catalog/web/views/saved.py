"""The list that a shopper keeps on the device. The shop is told its ids only to show them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from catalog.search.upload_limits import announced_bytes
from catalog.web.saved_cards import MAX_SAVED, saved_cards

# Room for MAX_SAVED ids of the longest kind.
MAX_BYTES = 4 * 1024


@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """The page around the list. It is the same for everybody."""
    return render(request, "web/saved.html", {"most": MAX_SAVED})


@csrf_exempt  # _cards checks the token, after the size: the check reads the body
@require_POST  # ids in an address would be in logs
def cards(request: HttpRequest) -> HttpResponse:
    if announced_bytes(request.META) > MAX_BYTES:
        message = "This is longer than any list of saved products."
        return HttpResponse(message, status=413, content_type="text/plain")
    return _cards(request)


@csrf_protect
@cache_control(private=True, no_store=True)
def _cards(request: HttpRequest) -> HttpResponse:
    return render(
        request, "web/_saved_cards.html", {"saved": saved_cards(request.POST.get("ids", ""))}
    )
