"""Errors are logged once, under the request's id, and without data of shoppers."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.http.response import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from shop_search.celery import app
from shop_search.child import Child
from shop_search.logs import AddContext, JsonFormatter, logging_settings
from tests.operations.test_supervisor import until

pytestmark = pytest.mark.django_db
WORD = "quolzar"
ID = re.compile(r"[0-9a-f]{16}")


def console() -> logging.StreamHandler[io.StringIO]:
    """Return the log handler that the settings install. pytest adds others."""
    return next(
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler, logging.StreamHandler)
        and any(isinstance(added, AddContext) for added in handler.filters)
    )


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The output of the log."""
    stream = io.StringIO()
    before = console().setStream(stream)
    yield stream
    if before:
        console().setStream(before)


@pytest.fixture
def faulty(settings: Settings) -> Client:
    settings.ROOT_URLCONF = "tests.operations.faulty_site"
    return Client(raise_request_exception=False)


def tracebacks(log: io.StringIO) -> int:
    return log.getvalue().count("Traceback (most recent call last)")


@pytest.mark.parametrize("path", ["/broken/", "/api/broken/"])
def test_unexpected_error_is_logged_once_with_its_traceback(
    faulty: Client, log: io.StringIO, path: str
) -> None:
    response = faulty.get(f"{path}{WORD}/")
    assert response.status_code == 500
    text = log.getvalue()
    assert tracebacks(log) == 1
    assert text.count(f"ZeroDivisionError in GET {path[1:]}<word>/") == 1
    assert text.count("ZeroDivisionError: a mistake of ours") == 1
    assert text.count(" ERROR ") == 1


def test_error_in_a_middleware_is_logged_once(
    faulty: Client, settings: Settings, log: io.StringIO
) -> None:
    broken = "tests.operations.faulty_site.BrokenMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, broken]
    assert faulty.get("/").status_code == 500
    assert tracebacks(log) == 1


@pytest.mark.parametrize("path", ["/broken/", "/api/broken/"])
def test_error_response_names_the_request_id_in_the_log(
    faulty: Client, log: io.StringIO, path: str
) -> None:
    response = faulty.get(f"{path}{WORD}/")
    quoted = response["X-Request-ID"]
    assert ID.fullmatch(quoted)
    assert quoted in response.content.decode()
    # Once in the error, and once in the line of the request.
    assert log.getvalue().count(f"(request={quoted})") == 2
    if path.startswith("/api/"):
        assert response["Content-Type"] == "application/problem+json"
        assert json.loads(response.content)["request_id"] == quoted


def test_request_log_has_no_addresses_query_texts_or_ids(faulty: Client, log: io.StringIO) -> None:
    photo = "0b0e7a52-9d3a-4c39-9d0f-6a2f2f3c0b11"
    faulty.get(f"/query-photos/{photo}", REMOTE_ADDR="203.0.113.9")
    more = f"/search/more/?q={WORD}&photo={photo}"
    faulty.get(more, headers={"HX-Request": "true"}, REMOTE_ADDR="203.0.113.9")
    faulty.get(f"/{WORD}/", REMOTE_ADDR="203.0.113.9")
    faulty.post("/search/", {"q": WORD}, REMOTE_ADDR="203.0.113.9")
    faulty.generic(WORD.upper(), "/search/")
    text = log.getvalue()
    assert re.search(r"GET query-photos/<uuid:key> 404 \d+ ms", text)
    assert re.search(r"GET search/more/ 410 \d+ ms", text)
    assert re.search(r"GET - 404 \d+ ms", text)
    assert re.search(r"other search/ 405 \d+ ms", text)
    for secret in (WORD, WORD.upper(), photo, "203.0.113"):
        assert secret not in text


@pytest.mark.parametrize("path", ["closed", "suspicious", "mistaken_sql"])
def test_logged_errors_quote_no_query_text(faulty: Client, log: io.StringIO, path: str) -> None:
    assert faulty.get(f"/{path}/{WORD}/").status_code in {400, 403, 500}
    assert f"{path}/<word>/" in log.getvalue()
    assert WORD not in log.getvalue()


def test_client_errors_are_logged_without_traceback(faulty: Client, log: io.StringIO) -> None:
    """Otherwise any client could fill the log."""
    assert faulty.get(f"/closed/{WORD}/").status_code == 403
    assert faulty.get(f"/suspicious/{WORD}/").status_code == 400
    assert faulty.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert tracebacks(log) == 0
    # The operator needs the host name, to set SHOP_ALLOWED_HOSTS.
    assert "Invalid HTTP_HOST header: 'evil.example'" in log.getvalue()


def test_csrf_failure_is_logged_with_its_reason(log: io.StringIO) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/search/", {"q": WORD}).status_code == 403
    assert "Forbidden (CSRF cookie not set.): POST search/" in log.getvalue()
    assert WORD not in log.getvalue()


def test_client_input_cannot_forge_log_lines(faulty: Client, log: io.StringIO) -> None:
    faulty.get(f"/forged/{WORD}/")
    lines = log.getvalue().splitlines()
    assert all(re.match(r"\d{4}-\d\d-\d\dT|    ", line) for line in lines)
    assert not any(line.startswith("2026-01-01T00:00:00.000+00:00 INFO forged") for line in lines)
    assert "\x1b" not in log.getvalue()


def given(client: Client, request_id: str) -> str:
    answer: HttpResponseBase = client.get("/livez", headers={"X-Request-ID": request_id})
    return str(answer["X-Request-ID"])


def test_request_id_of_an_untrusted_client_is_ignored(client: Client) -> None:
    assert ID.fullmatch(given(client, "mine"))


def test_request_id_of_a_trusted_proxy_is_used_if_plain(client: Client, settings: Settings) -> None:
    settings.SHOP_TRUST_REQUEST_ID = True
    assert given(client, "4bf92f35-77b3.4da6_a3ce") == "4bf92f35-77b3.4da6_a3ce"
    for odd in ("", "x" * 65, "a b", "a\nb", "ä", "a=b"):
        assert ID.fullmatch(given(client, odd))


def test_json_log_has_one_object_per_record(faulty: Client, log: io.StringIO) -> None:
    before, console().formatter = console().formatter, JsonFormatter()
    try:
        request_id = faulty.get(f"/broken/{WORD}/")["X-Request-ID"]
    finally:
        console().formatter = before
    error, request = (json.loads(line) for line in log.getvalue().splitlines())
    assert error["traceback"].endswith("ZeroDivisionError: a mistake of ours")
    assert (error["level"], error["request"]) == ("ERROR", request_id)
    assert request["message"].startswith("GET broken/<word>/ 500 ")


def test_log_settings_use_a_single_handler() -> None:
    """Checks the settings alone, as pytest adds handlers of its own to this process."""
    configured = logging_settings("json")
    assert configured["root"]["handlers"] == ["console"]
    assert configured["handlers"]["console"]["formatter"] == "json"
    assert logging_settings("text") == django_settings.LOGGING


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_failed_task_is_logged_once_with_its_id(celery_worker_process: Child) -> None:
    log = celery_worker_process.program.log
    task = app.send_task("catalog.tasks.run_import", args=["no number"])
    until(lambda: "ValueError" in log.read_text())
    text = log.read_text()
    about = [line for line in text.splitlines() if task.id in line and " ERROR " in line]
    assert len(about) == 1
    assert about[0].endswith(f"(task={task.id})")
    assert text.count("    ValueError: Field 'id' expected a number but got 'no number'.") == 1
