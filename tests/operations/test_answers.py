"""Refusals that no view has made, in the form of the face that was asked."""

import json

import pytest

from shop_search.answers import REFUSALS, Answer


@pytest.mark.parametrize("status", [400, 408, 413, 414, 431])
def test_an_app_gets_a_problem(status: int) -> None:
    reply = REFUSALS[status].for_path("/api/v1/searches/?q=" + "x" * 9000)
    assert reply.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(reply.body)
    assert (reply.status, problem["status"]) == (status, status)
    assert problem["detail"]


@pytest.mark.parametrize("status", [400, 408, 413, 414, 431])
def test_a_person_gets_a_page(status: int) -> None:
    reply = REFUSALS[status].for_path("/search/")
    assert reply.headers["Content-Type"].startswith("text/html")
    assert f"<h1>{REFUSALS[status].title}</h1>" in reply.body.decode().replace("&#x27;", "'")


def test_it_says_when_to_come_back_and_what_to_quote() -> None:
    answer = Answer(status=503, title="Full", detail="Later.", retry_after=5, request_id="a1")
    for reply in (answer.page(), answer.problem()):
        assert reply.headers["Retry-After"] == "5"
        assert b"a1" in reply.body
    assert "Retry-After" not in REFUSALS[414].page().headers


def test_nothing_in_it_becomes_markup() -> None:
    page = Answer(status=400, title="<b>", detail="<script>", request_id="<i>").page().body
    assert b"<b>" not in page
    assert b"<script>" not in page
    assert b"<i>" not in page
