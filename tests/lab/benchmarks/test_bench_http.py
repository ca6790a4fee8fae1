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
from lab.benchmarks.http import measuring
from lab.benchmarks.http.asking import Answered
from lab.benchmarks.http.load import load
from lab.benchmarks.http.memory import resident_bytes
from lab.benchmarks.http.questions import Question, questions
from lab.demo.products import demo_products

ASKED = [Question(body=str(number).encode(), content_type="text/plain") for number in range(6)]


@pytest.mark.django_db(transaction=True)
def test_the_real_server_answers_every_search_of_a_small_shop(tmp_path: Path) -> None:
    call_command(
        "bench", "http", products=40, clients=[1, 3], requests=6, side=96, output=tmp_path
    )  # fmt: skip
    found = json.loads((tmp_path / "http.json").read_text())
    asked = [(one["clients"], one["again"], one["requests"]) for one in found["loads"]]
    assert asked == [(1, False, 6), (1, True, 6), (3, False, 6), (3, True, 6)]
    assert [one["first_error"] for one in found["loads"]] == [""] * 4
    assert 0 < found["loads"][0]["median"] <= found["loads"][0]["p95"]
    assert found["first_answer_seconds"] > 0
    assert found["resident_at_first"] > 50 * 2**20
    assert not Product.objects.exists()
    assert not QueryPhoto.objects.exists()


def test_no_photo_is_asked_twice() -> None:
    asked = questions(30, side=64, sold=demo_products(5))
    assert len({decode_picture(photo_in(one)).sha256 for one in asked}) == 30


def test_words_are_a_shoppers_and_no_two_are_alike() -> None:
    asked = [words_of(one) for one in questions(30, side=64, sold=demo_products(5))]
    assert len(set(asked)) == 30
    assert not any(character.isdigit() for words in asked for character in words)


def words_of(question: Question) -> str:
    found = re.search(rb'name="text"\r\n\r\n(.*?)\r\n', question.body)
    assert found
    return found[1].decode()


def photo_in(question: Question) -> bytes:
    start, end = question.body.index(b"\xff\xd8"), question.body.rindex(b"\xff\xd9")
    return question.body[start : end + 2]


def test_clients_ask_at_once_and_share_the_questions() -> None:
    together = Barrier(3)
    asked: list[bytes] = []

    def ask(question: Question) -> Answered:
        together.wait(timeout=10)
        asked.append(question.body)
        return Answered(seconds=0.002)

    found = load(ask, ASKED, clients=3, seconds=30)
    assert sorted(asked) == [one.body for one in ASKED]
    assert (found.requests, found.errors) == (6, 0)
    assert found.median == pytest.approx(2)


def test_what_was_not_answered_is_counted_and_told() -> None:
    ask: Callable[[Question], Answered] = lambda one: Answered(  # noqa: E731
        seconds=0.001, problem="503: busy" if one.body == b"3" else ""
    )
    found = load(ask, ASKED, clients=2, seconds=30)
    assert (found.errors, found.first_error) == (1, "503: busy")


@pytest.mark.django_db(transaction=True)
def test_a_run_with_a_failed_search_is_told_and_ends_as_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = Answered(seconds=0.001, problem="503: busy")
    monkeypatch.setattr(measuring, "asked", lambda *_: refused)
    with pytest.raises(CommandError, match="4 searches were not answered as they should be: 503"):
        call_command(
            "bench", "http", products=40, clients=[1], requests=2, side=96, output=tmp_path
        )  # fmt: skip
    assert json.loads((tmp_path / "http.json").read_text())["loads"][0]["errors"] == 2


def test_memory_is_that_of_the_session() -> None:
    own = resident_bytes(os.getsid(0))
    assert own is not None
    assert own > 20 * 2**20
    assert resident_bytes(2**30) == 0
