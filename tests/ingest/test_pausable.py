"""Work that is done in slices, although its code knows none."""

import math
import time
from collections.abc import Callable

import pytest

from catalog.ingest.pausable import PausableWork, Pause


def steps(count: int, done: list[int]) -> Callable[[Pause], str]:
    def work(pause: Pause) -> str:
        try:
            for step in range(count):
                done.append(step)
                pause()
        finally:
            done.append(-1)
        return "done"

    return work


def test_work_goes_on_from_where_it_paused() -> None:
    done: list[int] = []
    work = PausableWork(steps(2, done))
    assert not done, "it waits for its first turn"
    assert not work.go_on(until=0)
    assert done == [0]
    assert not work.go_on(until=0)
    assert work.go_on(until=0)
    assert (done, work.result()) == ([0, 1, -1], "done")


def test_work_with_enough_time_does_not_pause() -> None:
    work = PausableWork(steps(9, []))
    assert work.go_on(until=math.inf)
    assert work.has_ended


def test_work_pauses_at_its_deadline() -> None:
    def work(pause: Pause) -> None:
        while True:
            pause()

    paused = PausableWork(work)
    began = time.monotonic()
    assert not paused.go_on(until=began + 0.05)
    assert 0.05 <= time.monotonic() - began < 5
    paused.stop()


def test_what_the_work_raises_is_raised_by_its_result() -> None:
    def fail(pause: Pause) -> None:
        pause()
        raise ValueError("broken")

    work = PausableWork(fail)
    assert work.go_on(until=math.inf)
    with pytest.raises(ValueError, match="broken"):
        work.result()
    assert work.stop() is None


def test_stopped_work_closes_what_it_has_opened() -> None:
    done: list[int] = []
    work = PausableWork(steps(9, done))
    work.go_on(until=0)
    assert work.stop() is None
    assert (done, work.has_ended) == ([0, -1], True)


def test_work_that_is_stopped_once_it_is_done_hands_over_what_it_has_opened() -> None:
    work = PausableWork(steps(1, []))
    work.go_on(until=math.inf)
    assert work.stop() == "done"
