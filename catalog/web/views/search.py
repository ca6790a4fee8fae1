"""Asking with a photo and words, and the page of answers."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from catalog.models import Product
from catalog.pictures.picture import QUEUE_TIMEOUT, decode_picture
from catalog.search.photos import store_query_photo
from catalog.web.body import announced_bytes
from catalog.web.refusals import PhotoTooLarge, explains_refusals
from catalog.web.results_page import answer
from catalog.web.samples import find_sample
from catalog.web.search_url import BadParameter, SearchUrl

# A form's other fields and its multipart boundaries, beside the photo.
FORM_BYTES = 1024 * 1024


@csrf_exempt  # checked by _ask: the check reads the body, which a 413 must not
@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusals
def search(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _show(request)
    _refuse_large_body(request)
    return _ask(request)


def _refuse_large_body(request: HttpRequest) -> None:
    if announced_bytes(request) > settings.SHOP_MAX_PHOTO_BYTES + FORM_BYTES:
        raise _too_large()


def _too_large() -> PhotoTooLarge:
    megabytes = settings.SHOP_MAX_PHOTO_BYTES // (1024 * 1024)
    return PhotoTooLarge(f"Photos may have up to {megabytes} MB; please send a smaller one.")


@csrf_protect
def _ask(request: HttpRequest) -> HttpResponse:
    """Keep the photo, then send the browser to the search's own address."""
    url = SearchUrl.parse(request.POST)
    data = _sent_photo(request)
    if data is not None:
        photo = store_query_photo(decode_picture(data, timeout=QUEUE_TIMEOUT))
        url = url.without_picture().adding("photo", str(photo.pk))
    return HttpResponse(status=303, headers={"Location": str(url)})


def _sent_photo(request: HttpRequest) -> bytes | None:
    files = request.FILES.getlist("photo")
    sample = request.POST.get("sample", "")
    if len(files) + bool(sample) > 1:
        raise BadParameter("One photo at a time, please.")
    if sample:
        return _sample(sample)
    if not files:
        return None
    if (files[0].size or 0) > settings.SHOP_MAX_PHOTO_BYTES:
        raise _too_large()
    return bytes(files[0].read())


def _sample(file: str) -> bytes:
    sample = find_sample(file)
    if sample is None:
        raise BadParameter("This sample photo is no longer there; please choose another.")
    return sample.read()


# The address shows a shopper's photo to whoever holds it, but no shared cache keeps the page.
@cache_control(private=True, no_cache=True)
@vary_on_headers("HX-Request")
def _show(request: HttpRequest) -> HttpResponse:
    url = SearchUrl.parse(request.GET)
    try:
        page = answer(url)
    except Product.DoesNotExist as error:
        raise Http404("This product is no longer sold.") from error
    # request.htmx itself is unknown to the type of a request.
    partial = bool(HtmxDetails(request))
    template = "web/_results.html" if partial else "web/search.html"
    response = render(request, template, {"page": page, "asked": page.asked})
    if partial:
        response["HX-Push-Url"] = str(url)
    return response
