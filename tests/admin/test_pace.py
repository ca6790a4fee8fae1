"""How fast an import goes on, and how long it will take."""

import uuid

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as CacheGone

from catalog.admin import pace
from catalog.admin.pace import Pace, measure_pace
from catalog.models import ImportRun, ImportState, Merchant, Photo, WorkState


class Clock:
    """The time as the module sees it."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pace, "time", clock)
    return clock


@pytest.fixture
def name() -> str:
    return f"pace-{uuid.uuid4()}"


def looks(clock: Clock, name: str, counts: list[int], *, left: int | None = 100) -> Pace | None:
    """Look every two seconds, as the page does. Returns what the last look shows."""
    found = None
    for done in counts:
        clock.now += 2
        found = measure_pace(name, done=done, left=left)
    return found


def test_pace_is_that_of_the_last_minute(clock: Clock, name: str) -> None:
    assert looks(clock, name, [0, 10, 20, 30], left=40) == Pace(5.0, 8.0)
    assert looks(clock, name, list(range(31, 131)), left=40) == Pace(0.5, 80.0)


@pytest.mark.parametrize("counts", [[0], [0, 10], [0, 10, 20], [7, 7, 7, 7, 7]])
def test_without_ground_there_is_no_estimate(clock: Clock, name: str, counts: list[int]) -> None:
    assert looks(clock, name, counts) is None


def test_work_that_stands_still_has_no_pace(clock: Clock, name: str) -> None:
    assert looks(clock, name, [0, 10, 20, 30, *[30] * 9])
    assert looks(clock, name, [30, 30]) is None


def test_page_that_was_left_for_long_starts_to_measure_anew(clock: Clock, name: str) -> None:
    looks(clock, name, [0, 10, 20, 30])
    clock.now += 300
    assert looks(clock, name, [40, 50, 60]) is None
    assert looks(clock, name, [70]) == Pace(5.0, 20.0)


def test_work_that_begins_anew_is_measured_anew(clock: Clock, name: str) -> None:
    assert looks(clock, name, [100, 200, 300, 0, 10]) is None


def test_many_looks_at_once_are_one_sample(clock: Clock, name: str) -> None:
    for _ in range(50):
        looks(clock, name, [0])
        measure_pace(name, done=0, left=1)
    assert len(cache.get(name)) <= 31


def test_pace_shown_does_not_jump_when_slices_are_uneven(clock: Clock, name: str) -> None:
    """Rows are written in slices, with pauses in which other merchants have their turn."""
    done, shown = 0, []
    for look in range(60):
        done += 3_400 if look % 3 else 0
        found = looks(clock, name, [done], left=204_000 - done)
        shown.append(found.per_second if found else None)
    steady = [rate for rate in shown[20:] if rate]
    assert len(steady) == 40
    assert max(steady) < 1.1 * min(steady)


def test_lost_cache_costs_only_the_estimate(
    clock: Clock, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise CacheGone

    monkeypatch.setattr(cache, "get", fail)
    assert looks(clock, name, [0, 10, 20, 30]) is None


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (Pace(1712.3, 38.0), "1,700 rows/s, about 40 s left"),
        (Pace(95.5, 4.0), "96 rows/s, a few seconds left"),
        (Pace(4.2, 61.0), "4 rows/s, about 2 min left"),
        (Pace(0.35, 1_300.0), "21 rows/min, about 25 min left"),
        (Pace(2.0, 5_000.0), "2 rows/s, about 2 h left"),
        (Pace(2.0, 500_000.0), "2 rows/s"),
        (Pace(12.0, 0.0), "12 rows/s"),
        (Pace(12.0, None), "12 rows/s"),
    ],
)
def test_pace_in_words(shown: Pace, words: str) -> None:
    assert shown.in_words("rows") == words


def page(client: Client, run: ImportRun) -> str:
    return client.get(reverse("admin:catalog_importrun_change", args=[run.pk])).content.decode()


@pytest.mark.django_db
def test_page_of_a_run_shows_the_pace_of_its_rows(
    as_ada: Client, ada: Merchant, clock: Clock
) -> None:
    run = ada.import_runs.get()
    for rows in (1_000, 2_000, 3_000, 4_000):
        state = {"state": ImportState.RUNNING, "rows_total": 10_000, "rows_read": rows}
        ImportRun.objects.update(**state)
        clock.now += 2
        shown = page(as_ada, run)
        assert ("rows/s" in shown) == (rows == 4_000)
    assert "4,000 of 10,000 (500 rows/s, about 20 s left)" in shown
    ImportRun.objects.update(state=ImportState.PAUSED)
    assert "rows/s" not in page(as_ada, run)


@pytest.mark.django_db
def test_page_of_a_run_shows_the_pace_of_its_photos(
    as_ada: Client, ada: Merchant, clock: Clock
) -> None:
    run = ada.import_runs.get()
    ImportRun.objects.update(state=ImportState.FINISHED)
    product = ada.products.get()
    photos = [Photo(product=product, import_run=run, source_url=f"https://a.example/{n}.jpg")
              for n in range(40)]  # fmt: skip
    Photo.objects.bulk_create(photos)
    for photo in photos[:4]:
        Photo.objects.filter(pk=photo.pk).update(state=WorkState.READY)
        clock.now += 2
        shown = page(as_ada, run)
    assert "(30 photos/min, about 2 min left)" in " ".join(shown.split())
