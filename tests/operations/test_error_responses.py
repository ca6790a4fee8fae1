"""Responses made without a view: problem documents below /api/, HTML pages elsewhere."""

import json

from catalog.api.request_id import request_id
from shop_search.error_responses import Answer

ANSWER = Answer(status=414, title="Too long", detail="Shorten it.")


def test_refusal_below_api_is_a_problem_document() -> None:
    reply = ANSWER.for_path("/api/v1/searches/?q=" + "x" * 9000)
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert json.loads(reply.body) == {
        "type": "/api/problems/url-too-long/",
        "title": "The URL is too long",
        "status": 414,
        "detail": "Shorten it.",
        "request_id": "",
    }


def test_refusal_elsewhere_is_an_html_page() -> None:
    reply = ANSWER.for_path("/search/")
    assert reply.headers["Content-Type"].startswith("text/html")
    assert b"<h1>Too long</h1><p>Shorten it.</p>" in reply.body


def test_refusal_elsewhere_has_a_box_to_search_on() -> None:
    body = ANSWER.for_path("/search/").body
    assert b'action="/search/"' in body
    assert b'name="q"' in body


def test_refusal_has_retry_after_and_request_id() -> None:
    answer = Answer(status=503, title="Full", detail="Later.", retry_after=5, is_logged=True)
    token = request_id.set("a1")
    for reply in (answer.page(), answer.problem()):
        assert reply.headers["Retry-After"] == "5"
        assert reply.headers["X-Request-ID"] == "a1"
        assert b"a1" in reply.body
    request_id.reset(token)
    assert "Retry-After" not in ANSWER.page().headers


def test_refusal_page_escapes_markup() -> None:
    page = Answer(status=400, title="<b>", detail="<script>").page().body
    assert b"<b>" not in page
    assert b"<script>" not in page
