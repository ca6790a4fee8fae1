"""Counting makes nobody wait: neither for the database nor for another process."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django.db import OperationalError, connection

from catalog.insights import recording, tallies, writing
from catalog.insights.counted_search import Counted, CountedSearch, Tally
from catalog.insights.recording import Recorder
from catalog.models import SearchCount, SearchKind
from tests.insights.conftest import Counts, NoThread
from tests.web_server import web_process

CUP = Counted(CountedSearch(kind=SearchKind.WORDS, words="cup"), Tally(searches=1))
MUG = Counted(CountedSearch(kind=SearchKind.WORDS, words="mug"), Tally(searches=1))


def broken(_: tallies.Tallies) -> None:
    raise OperationalError("the database is away")


@pytest.mark.django_db
def test_counts_wait_for_a_database_that_is_away(
    recorder: NoThread, counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder.add(CUP)
    with monkeypatch.context() as patch:
        patch.setattr(recording, "write_tallies", broken)
        assert not recorder.write()
        recorder.add(CUP)
        assert not recorder.write()
    assert counts("words", "searches") == [("cup", 2)]


@pytest.mark.django_db
def test_what_no_database_would_take_does_not_hold_up_the_rest(
    recorder: NoThread, counts: Counts
) -> None:
    search = CountedSearch(kind=SearchKind.WORDS, words="x" * 101)
    recorder.add(Counted(search, Tally(searches=1)))
    assert recorder.write()
    recorder.add(CUP)
    assert counts("words", "searches") == [("cup", 1)]


@pytest.mark.django_db
def test_search_does_not_wait_while_counts_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_: tallies.Tallies) -> None:
        time.sleep(1)

    monkeypatch.setattr(recording, "write_tallies", slow)
    recorder = NoThread()
    recorder.add(CUP)
    with ThreadPoolExecutor() as pool:
        writing_ = pool.submit(recorder.write)
        time.sleep(0.1)
        began = time.perf_counter()
        recorder.add(MUG)
        took = time.perf_counter() - began
        assert writing_.result()
    assert took < 0.1


@pytest.mark.django_db(transaction=True)
def test_processes_that_write_at_once_count_every_search() -> None:
    def write(count: Counted) -> bool:
        recorder = NoThread()
        for _ in range(50):
            recorder.add(count)
        try:
            return recorder.write()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(write, [CUP, MUG] * 4))
    stored = dict(SearchCount.objects.values_list("words", "searches"))
    assert stored == {"cup": 200, "mug": 200}


@pytest.mark.django_db(transaction=True)
def test_writer_does_not_wait_for_a_locked_row(recorder: NoThread) -> None:
    recorder.add(CUP)
    assert recorder.write()

    def hold(seconds: float) -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN; SELECT FROM catalog_searchcount FOR UPDATE")
            time.sleep(seconds)
            cursor.execute("COMMIT")
        connection.close()

    with ThreadPoolExecutor() as pool:
        holding = pool.submit(hold, 4)
        time.sleep(0.5)
        recorder.add(CUP)
        began = time.monotonic()
        assert not recorder.write()
        assert time.monotonic() - began < 3
        holding.result()
    assert recorder.write()
    assert SearchCount.objects.get().searches == 2


@pytest.mark.django_db(transaction=True)
def test_thread_writes_by_itself_and_goes_on_after_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("GATHER_SECONDS", "RETRY_SECONDS"):
        monkeypatch.setattr(recording, name, 0.05)
    monkeypatch.setattr(recording, "write_tallies", broken)
    recorder = Recorder()
    recorder.add(CUP)
    time.sleep(0.2)
    monkeypatch.setattr(recording, "write_tallies", writing.write_tallies)
    _until(lambda: SearchCount.objects.filter(words="cup").exists())
    recorder.add(MUG)
    _until(lambda: SearchCount.objects.filter(words="mug").exists())


@pytest.mark.slow
@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_web_server_counts_searches() -> None:
    with web_process(SHOP_SEARCH_COUNTS="true") as web:
        assert requests.get(f"{web.url}/search/?q=canoe", timeout=30).ok
        _until(lambda: SearchCount.objects.filter(words="canoe", unmatched=1).exists())


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
