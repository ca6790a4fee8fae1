"""robots.txt and the sitemaps, which are the same for everybody."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from catalog.web.findable import sitemap
from catalog.web.findable.categories import category_address, paths_on_sale
from catalog.web.findable.head import absolute
from catalog.web.findable.sitemap import Entry
from catalog.web.languages import page_languages

P = ParamSpec("P")
# Pages without end, pages of one shopper, and what is no page.
NOT_CRAWLED = (
    "/search/",
    "/suggest/",
    "/query-photos/",
    "/saved/",
    "/languages/",
    "/clicks/",
    "/impressions/",
    "/admin/",
    "/api/",
)
# The others are in several languages, each at its own address.
ONE_ADDRESS = ("/admin/", "/api/")
STANDING_PAGES = ("web:home", "web:privacy")


def _kept_for_an_hour(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let caches keep the response, and answer 304 to a client that has it."""
    kept = cache_control(public=True, max_age=3600)(view)
    return wraps(view)(require_safe(conditional_page(kept)))


@_kept_for_an_hour
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in _not_crawled()),
        "",
        f"Sitemap: {absolute(request, reverse('web:sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@_kept_for_an_hour
def sitemap_index(request: HttpRequest) -> HttpResponse:
    pages = [
        reverse("web:sitemap_pages"),
        *(reverse("web:sitemap_products", args=[page]) for page in sitemap.product_pages()),
    ]
    return _xml(sitemap.index(absolute(request, page) for page in pages))


@_kept_for_an_hour
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    """The home page and the categories."""
    addresses = [*map(reverse, STANDING_PAGES), *map(category_address, paths_on_sale())]
    return _xml(
        sitemap.url_set(entry for address in addresses for entry in _page_entries(request, address))
    )


@_kept_for_an_hour
def sitemap_products(request: HttpRequest, page: int) -> HttpResponse:
    if page >= sitemap.MAX_NUMBER:
        raise Http404("There are no products with such keys.")
    entries = list(_product_entries(request, page))
    if not entries:
        raise Http404("No product of this page is on sale.")
    return _xml(sitemap.url_set(entries))


def _page_entries(request: HttpRequest, address: str) -> Iterator[Entry]:
    return sitemap.in_each_language(_urls(request, address), default=settings.LANGUAGE_CODE)


def _product_entries(request: HttpRequest, page: int) -> Iterator[Entry]:
    # Resolved once: ten thousand times would take half a second.
    patterns = {
        code: url.rsplit("0", 1)
        for code, url in _urls(request, reverse("web:product", args=[0])).items()
    }
    for key, changed_at in sitemap.products_on_page(page):
        urls = {code: f"{before}{key}{after}" for code, (before, after) in patterns.items()}
        yield from sitemap.in_each_language(
            urls, default=settings.LANGUAGE_CODE, changed_at=changed_at
        )


def _urls(request: HttpRequest, address: str) -> dict[str, str]:
    """The absolute address of a page by language."""
    return {each.code: absolute(request, each.url) for each in page_languages(address)}


def _xml(document: str) -> HttpResponse:
    return HttpResponse(document, content_type="application/xml; charset=utf-8")


def _not_crawled() -> Iterator[str]:
    others = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    for path in NOT_CRAWLED:
        yield path
        if path not in ONE_ADDRESS:
            yield from (f"/{code}{path}" for code in others)
