"""What the `type` of a problem leads to: a page with its cause and its fix."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.api.problem_types import PROBLEM_TYPES

KEPT = cache_control(public=True, max_age=300)


@require_safe
@KEPT
def problem_page(request: HttpRequest, name: str) -> HttpResponse:
    kind = PROBLEM_TYPES.get(name)
    if kind is None:
        raise Http404
    return render(request, "api/problem.html", {"types": [kind], "title": kind.title})


@require_safe
@KEPT
def problem_index(request: HttpRequest) -> HttpResponse:
    context = {"types": PROBLEM_TYPES.values(), "title": "Problems"}
    return render(request, "api/problem.html", context)
