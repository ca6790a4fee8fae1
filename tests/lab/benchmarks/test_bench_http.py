import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Product, QueryPhoto
from catalog.pictures.picture import decode_picture
from lab.benchmarks.http import http_run
from lab.benchmarks.http.client import TimedResponse
from lab.benchmarks.http.load_test import run_load
from lab.benchmarks.http.process_memory import resident_bytes
from lab.benchmarks.http.search_requests import SearchRequest, search_requests
from lab.demo.products import demo_products

REQUESTS = [
    SearchRequest(body=str(number).encode(), content_type="text/plain") for number in range(6)
]


@pytest.mark.django_db(transaction=True)
def test_bench_http_gets_a_complete_response_to_every_search(tmp_path: Path) -> None:
    call_command(
        "bench", "http", products=40, clients=[1, 3], requests=6, side=96, output=tmp_path
    )  # fmt: skip
    found = json.loads((tmp_path / "http.json").read_text())
    loads = [(one["clients"], one["again"], one["requests"]) for one in found["loads"]]
    assert loads == [(1, False, 6), (1, True, 6), (3, False, 6), (3, True, 6)]
    assert [one["first_error"] for one in found["loads"]] == [""] * 4
    assert 0 < found["loads"][0]["median"] <= found["loads"][0]["p95"]
    assert found["first_answer_seconds"] > 0
    assert found["resident_at_first"] > 50 * 2**20
    assert not Product.objects.exists()
    assert not QueryPhoto.objects.exists()


def test_search_requests_have_distinct_photos() -> None:
    requests = search_requests(30, side=64, sold=demo_products(5))
    assert len({decode_picture(photo_of(request)).sha256 for request in requests}) == 30


def test_search_requests_have_distinct_texts_without_digits() -> None:
    texts = [text_of(request) for request in search_requests(30, side=64, sold=demo_products(5))]
    assert len(set(texts)) == 30
    assert not any(character.isdigit() for text in texts for character in text)


def text_of(request: SearchRequest) -> str:
    found = re.search(rb'name="text"\r\n\r\n(.*?)\r\n', request.body)
    assert found
    return found[1].decode()


def photo_of(request: SearchRequest) -> bytes:
    start, end = request.body.index(b"\xff\xd8"), request.body.rindex(b"\xff\xd9")
    return request.body[start : end + 2]


def test_load_test_clients_send_concurrently_and_share_the_requests() -> None:
    barrier = Barrier(3)
    sent: list[bytes] = []

    def send_request(request: SearchRequest) -> TimedResponse:
        barrier.wait(timeout=10)
        sent.append(request.body)
        return TimedResponse(seconds=0.002)

    found = run_load(send_request, REQUESTS, clients=3, seconds=30)
    assert sorted(sent) == [one.body for one in REQUESTS]
    assert (found.requests, found.errors) == (6, 0)
    assert found.median == pytest.approx(2)


def test_load_test_counts_failed_requests_and_reports_the_first() -> None:
    send_request: Callable[[SearchRequest], TimedResponse] = lambda request: TimedResponse(  # noqa: E731
        seconds=0.001, problem="503: busy" if request.body == b"3" else ""
    )
    found = run_load(send_request, REQUESTS, clients=2, seconds=30)
    assert (found.errors, found.first_error) == (1, "503: busy")


@pytest.mark.django_db(transaction=True)
def test_bench_http_with_a_failed_search_writes_its_report_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = TimedResponse(seconds=0.001, problem="503: busy")
    monkeypatch.setattr(http_run, "send", lambda *_: refused)
    with pytest.raises(CommandError, match="4 searches failed: 503"):
        call_command(
            "bench", "http", products=40, clients=[1], requests=2, side=96, output=tmp_path
        )  # fmt: skip
    assert json.loads((tmp_path / "http.json").read_text())["loads"][0]["errors"] == 2


def test_resident_memory_is_that_of_the_session() -> None:
    resident = resident_bytes(os.getsid(0))
    assert resident is not None
    assert resident > 20 * 2**20
    assert resident_bytes(2**30) == 0
