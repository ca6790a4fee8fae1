"""A site whose views fail in different ways, for the tests of the log."""

from collections.abc import Callable
from typing import NoReturn

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework.request import Request
from rest_framework.views import APIView

from catalog.web import urls as web


def broken(request: HttpRequest, word: str) -> HttpResponse:
    raise ZeroDivisionError("a mistake of ours")


def closed(request: HttpRequest, word: str) -> HttpResponse:
    raise PermissionDenied(word)


def suspicious(request: HttpRequest, word: str) -> HttpResponse:
    raise SuspiciousOperation(f"Detected path traversal attempt in '{word}'")


def mistaken_sql(request: HttpRequest, word: str) -> HttpResponse:
    """Postgres quotes the statement in its error, and with it the query text."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nonsense = '{word}'")
    return HttpResponse()


def forged(request: HttpRequest, word: str) -> HttpResponse:
    raise ValueError("\n2026-01-01T00:00:00.000+00:00 INFO forged: all is well\x1b[2J")


class BrokenApi(APIView):
    def get(self, request: Request, word: str) -> NoReturn:
        raise ZeroDivisionError("a mistake of ours")


class BrokenMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None: ...

    def __call__(self, request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError("a mistake of ours")


views = (broken, closed, suspicious, mistaken_sql, forged)
urlpatterns = [
    *(path(f"{view.__name__}/<word>/", view) for view in views),
    path("api/broken/<word>/", BrokenApi.as_view()),
    path("", include((web.urlpatterns, "web"))),
]
handler500 = "shop_search.errors.server_error"
