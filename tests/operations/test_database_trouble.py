"""503 with Retry-After while the database is slow, busy or down, on pages and in the API."""

import json
import time

import psycopg
import psycopg_pool
import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from shop_search.database import limit_statements, with_response_timeout


def slow(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50ms'")
        cursor.execute("SELECT pg_sleep(20)")
    return HttpResponse("slept")


def busy(request: HttpRequest) -> HttpResponse:
    raise OperationalError from psycopg_pool.PoolTimeout("couldn't get a connection after 5 sec")


def cut_off(request: HttpRequest) -> HttpResponse:
    raise InterfaceError("the connection is closed")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a mistake of ours")


def handler500(request: HttpRequest) -> HttpResponse:
    """A substitute for the real page, which links to views that this site does not have."""
    return HttpResponse(status=500)


views = [path(view.__name__, view) for view in (slow, busy, cut_off, broken)]
urlpatterns = [*views, path("api/", include(views))]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.mark.parametrize("trouble", ["slow", "busy", "cut_off"])
def test_database_trouble_on_a_page_is_503_with_retry_after(client: Client, trouble: str) -> None:
    response = client.get(f"/{trouble}")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert b"try again" in response.content


@pytest.mark.parametrize("trouble", ["slow", "busy", "cut_off"])
def test_database_trouble_in_the_api_is_a_problem_document(client: Client, trouble: str) -> None:
    response = client.get(f"/api/{trouble}")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["status"] == 503


def test_other_exceptions_are_not_answered_503(client: Client) -> None:
    with pytest.raises(RuntimeError, match="a mistake of ours"):
        client.get("/broken")


def test_workers_and_commands_have_no_statement_timeout() -> None:
    """Only wsgi.py limits statements. These tests, like a worker, do not load it."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
    assert settings.SHOP_STATEMENT_TIMEOUT == 10
    assert connection.connection.response_timeout is None


def test_limiting_statements_after_the_first_connection_fails() -> None:
    with pytest.raises(RuntimeError, match="there are connections already"):
        limit_statements(10)


def test_idle_in_transaction_timeout_is_an_operational_error() -> None:
    limits = "-c idle_in_transaction_session_timeout=50"
    with with_response_timeout(5).connect(settings.DATABASE_URL, options=limits) as idling:
        idling.execute("SELECT 1")
        time.sleep(0.5)
        with pytest.raises(psycopg.OperationalError, match="idle-in-transaction"):
            idling.execute("SELECT 1")


def test_every_response_has_security_headers(client: Client, settings: Settings) -> None:
    response = client.get("/slow")
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]
    assert "camera=(self)" in response["Permissions-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_connection_is_closed_after_a_statement_interrupted_unread() -> None:
    """After Ctrl-C between sending and waiting, the next statement would get the pending result."""
    connection = with_response_timeout(5.0).connect(settings.DATABASE_URL)
    connection.execute("SELECT 1")
    connection.pgconn.send_query(b"SELECT pg_sleep(0.1)")
    with pytest.raises(psycopg.OperationalError, match="interrupted"):
        connection.rollback()
    assert connection.closed
