"""The page of a category."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from catalog.ingest.categories import slug_of
from catalog.web.category_page import CategoryPage, category_page
from catalog.web.findable.categories import CategoryGone, category_address, is_category_on_sale
from catalog.web.findable.heads import category_head
from catalog.web.parameters import read_parameters
from catalog.web.refusal_page import explains_refusals
from catalog.web.search_url import SearchUrl


@require_safe
@cache_control(private=True, no_cache=True)
@vary_on_headers("HX-Request")
@explains_refusals
def category(request: HttpRequest, path: str) -> HttpResponse:
    url = SearchUrl.parse(request.GET).without("category")
    if url.without("page").pairs:
        # With words, filters or another order it is a search, which has its own address.
        return redirect(str(url.adding("category", path)))
    number = read_parameters(SearchUrl.parse(request.GET).only("page")).page
    try:
        page = category_page(path, number=number)
    except CategoryGone as error:
        return _redirect_to_slugs(path, error)
    if page.results.is_past_end:
        raise Http404("The category has fewer pages.")
    return _response(request, page)


def _redirect_to_slugs(path: str, error: CategoryGone) -> HttpResponse:
    """Forgive capitals and spaces: "Home Décor" leads to "home-décor"."""
    slugs = "/".join(filter(None, map(slug_of, path.split("/"))))
    if slugs == path or not is_category_on_sale(slugs):
        raise Http404(str(error)) from error
    return redirect(category_address(slugs), permanent=True)


def _response(request: HttpRequest, page: CategoryPage) -> HttpResponse:
    partial = bool(HtmxDetails(request))
    template = "web/_category.html" if partial else "web/category.html"
    context = {
        "category": page,
        "page": page.results,
        "summary": page.results.summary,
        "head": category_head(request, page),
    }
    response = render(request, template, context)
    if partial:
        response["HX-Push-Url"] = str(page.url)
    return response
