"""Takes the search form, and shows the page of results."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from catalog.insights.counted_search import refuses_records
from catalog.insights.recording import record_search
from catalog.pictures.picture import QUEUE_TIMEOUT, decode_picture
from catalog.search.checked_query import InvalidQuery, check_one_image
from catalog.search.photos import store_query_photo
from catalog.search.upload_limits import PhotoTooLarge, refuse_large_body
from catalog.web.history import history_header
from catalog.web.refusal_page import explains_refusals
from catalog.web.results_page import results_page
from catalog.web.same_search import continues_search
from catalog.web.samples import find_sample
from catalog.web.search_url import SearchUrl


@csrf_exempt  # _redirect checks the token, after the size: the check reads the body
@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusals
def search(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _results(request)
    refuse_large_body(request.META, max_photo_bytes=settings.SHOP_MAX_PHOTO_BYTES)
    return _redirect(request)


@csrf_protect
def _redirect(request: HttpRequest) -> HttpResponse:
    """Store the photo, then send the browser to the search's own address."""
    url = SearchUrl.parse(request.POST)
    data = _photo(request)
    if data is not None:
        photo = store_query_photo(decode_picture(data, timeout=QUEUE_TIMEOUT))
        url = url.with_photo(photo.pk, beside=bool(request.POST.get("add")))
    return HttpResponse(status=303, headers={"Location": str(url)})


def _photo(request: HttpRequest) -> bytes | None:
    files = request.FILES.getlist("upload")
    sample = request.POST.get("sample", "")
    check_one_image([*["upload"] * len(files), *["sample"] * bool(sample)])
    if sample:
        return _sample(sample)
    if not files:
        return None
    if (files[0].size or 0) > settings.SHOP_MAX_PHOTO_BYTES:
        raise PhotoTooLarge(settings.SHOP_MAX_PHOTO_BYTES)
    return bytes(files[0].read())


def _sample(file: str) -> bytes:
    sample = find_sample(file)
    if sample is None:
        message = gettext("This sample photo has been removed; please choose another.")
        raise InvalidQuery("sample", code="unknown_value", message=message)
    return sample.read()


# Whoever has the address may see the shopper's photo, but no shared cache may keep the page.
@cache_control(private=True, no_cache=True)
@vary_on_headers("HX-Request")
def _results(request: HttpRequest) -> HttpResponse:
    url = SearchUrl.parse(request.GET)
    page = results_page(url, logs_clicks=not refuses_records(request.headers))
    # The type of a request does not know request.htmx.
    partial = bool(HtmxDetails(request))
    template = "web/_results.html" if partial else "web/search.html"
    response = render(request, template, {"page": page, "summary": page.summary})
    if partial:
        response[history_header(request, page.url)] = str(page.url)
    if request.method == "GET" and not continues_search(request, url):
        record_search(page.counted, request.headers)
    return response
