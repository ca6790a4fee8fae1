"""A page on another origin uses the API in Chromium, by a publishable key."""

import http.server
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from catalog.keys.origins import SECONDS
from tests.api.keys.conftest import MakeKey
from tests.shop import Make
from tests.web_server import Web

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEARCH = """async ([url, key, method]) => {
    const headers = key ? {Authorization: "Bearer " + key} : {};
    const options = {method, headers};
    if (method === "POST") {
        headers["Content-Type"] = "application/json";
        options.body = JSON.stringify({text: "pot"});
    }
    try {
        const answer = await fetch(url, options);
        const body = await answer.json();
        return {
            status: answer.status,
            titles: (body.results || []).map(hit => hit.product.title),
            detail: body.detail,
            left: answer.headers.get("RateLimit"),
            id: answer.headers.get("X-Request-ID"),
        };
    } catch (error) {
        return {blocked: error.name};
    }
}"""


class Blank(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Another site</title>")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def other_site() -> Iterator[str]:
    """The address of a site whose port, and so its origin, is new for each test."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Blank)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def at_other_site(page: Page, other_site: str) -> Page:
    page.goto(other_site)
    return page


def ask(page: Page, shop: str, key: str = "", method: str = "POST") -> dict[str, Any]:
    path = "/api/v1/searches/" if method == "POST" else "/api/v1/products/"
    answer: dict[str, Any] = page.evaluate(SEARCH, [f"{shop}{path}", key, method])
    return answer


def known(key: str) -> str:
    """Wait until the server has read the origins of the new key."""
    time.sleep(SECONDS)
    return key


def test_a_page_of_an_allowed_origin_searches(
    at_other_site: Page, other_site: str, web: Web, make: Make, publishable: MakeKey
) -> None:
    make("Red pot", "red")
    answer = ask(at_other_site, web.url, known(publishable(other_site)))
    assert answer["status"] == 200
    assert answer["titles"] == ["Red pot"]
    assert '"key";r=' in answer["left"]
    assert len(answer["id"]) == 16


def test_a_page_of_another_origin_is_blocked_before_its_search_is_sent(
    at_other_site: Page, web: Web, publishable: MakeKey
) -> None:
    assert ask(at_other_site, web.url, known(publishable("https://shop.example"))) == {
        "blocked": "TypeError"
    }


def test_a_page_cannot_read_what_it_asks_without_a_key(
    at_other_site: Page, other_site: str, web: Web, publishable: MakeKey
) -> None:
    known(publishable(other_site))
    assert ask(at_other_site, web.url, method="GET") == {"blocked": "TypeError"}


def test_a_page_with_a_secret_key_reads_why_it_is_refused(
    at_other_site: Page, other_site: str, web: Web, publishable: MakeKey, secret: MakeKey
) -> None:
    known(publishable(other_site))
    answer = ask(at_other_site, web.url, secret("search"), method="GET")
    assert answer["status"] == 403
    assert "anybody can read it" in answer["detail"]


def test_a_page_reads_that_it_asked_too_often(
    at_other_site: Page, other_site: str, web: Web, publishable: MakeKey
) -> None:
    key = known(publishable(other_site, address_requests_per_minute=1))
    assert ask(at_other_site, web.url, key, method="GET")["status"] == 200
    answer = ask(at_other_site, web.url, key, method="GET")
    assert answer["status"] == 429
    assert '"address";r=0;t=' in answer["left"]
