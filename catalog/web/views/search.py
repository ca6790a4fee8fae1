"""Takes the search form, and shows the page of results."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from catalog.insights.counted_search import refuses_records
from catalog.insights.recording import record_search
from catalog.pictures.picture import QUEUE_TIMEOUT, decode_picture
from catalog.search.photos import store_query_photo
from catalog.search.upload_limits import refuse_large_body
from catalog.web.history import history_header
from catalog.web.refusal_page import explains_refusals
from catalog.web.results_page import results_page
from catalog.web.same_search import continues_search
from catalog.web.search_url import SearchUrl
from catalog.web.sent_search import LINK, SentSearch


@csrf_exempt  # _take checks the token, after the size: the check reads the body
@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusals
def search(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _results(request, SearchUrl.parse(request.GET))
    refuse_large_body(request.META, max_photo_bytes=settings.SHOP_MAX_PHOTO_BYTES)
    if request.POST.get(LINK, "").strip():
        # The same form, at the address where links are counted.
        return HttpResponse(status=307, headers={"Location": reverse("web:photo_link")})
    return _take(request)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusals
def photo_link(request: HttpRequest) -> HttpResponse:
    """Take a search form with the web address of a photo."""
    if request.method != "POST":  # the address of an error page, opened anew
        return HttpResponse(status=303, headers={"Location": reverse("web:home")})
    refuse_large_body(request.META, max_photo_bytes=settings.SHOP_MAX_PHOTO_BYTES)
    return _take(request)


@csrf_protect
def _take(request: HttpRequest) -> HttpResponse:
    """Store the photo, and lead to the search's own address. htmx gets its results at once."""
    sent = SentSearch.read(request)
    url = sent.url
    if sent.photo is not None:
        photo = store_query_photo(decode_picture(sent.photo, timeout=QUEUE_TIMEOUT))
        url = sent.url_with(str(photo.pk))
    if HtmxDetails(request):
        return _results(request, url)
    return HttpResponse(status=303, headers={"Location": str(url)})


# Whoever has the address may see the shopper's photo, but no shared cache may keep the page.
@cache_control(private=True, no_cache=True)
@vary_on_headers("HX-Request")
def _results(request: HttpRequest, url: SearchUrl) -> HttpResponse:
    page = results_page(url, logs_clicks=not refuses_records(request.headers))
    # The type of a request does not know request.htmx.
    partial = bool(HtmxDetails(request))
    template = "web/_results.html" if partial else "web/search.html"
    response = render(request, template, {"page": page, "summary": page.summary})
    if partial:
        response[history_header(request, page.url)] = str(page.url)
    if request.method != "HEAD" and not continues_search(request, url):
        record_search(page.counted, request.headers)
    return response
