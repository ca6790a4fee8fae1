"""Memory is given out in turn, never more than there is."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from catalog.pictures.decoding_budget import MAX_WAITING, Budget, Lane
from catalog.pictures.errors import BrokenPicture, DecodingBusy


def test_never_more_is_given_out_than_there_is() -> None:
    lane, lock = Lane(10), threading.Lock()
    taken = most = 0

    def take(needed: int) -> None:
        nonlocal taken, most
        with lane.room(needed, None):
            with lock:
                taken += needed
                most = max(most, taken)
            time.sleep(0.001)
            with lock:
                taken -= needed

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(take, [3, 7, 1, 10] * 50))
    assert taken == 0
    assert 7 < most <= 10


def test_a_large_one_is_not_overtaken_for_ever_by_small_ones() -> None:
    lane, order = Lane(10), list[str]()

    def take(name: str, needed: int) -> None:
        with lane.room(needed, None):
            order.append(name)

    with ExitingThreads() as threads, lane.room(5, None):
        threads.start(take, "large", 10)
        threads.start(take, "small", 1)
        assert order == []
    assert order == ["large", "small"]


def test_who_waits_too_long_is_busy_and_leaves_no_trace() -> None:
    lane = Lane(10)
    with lane.room(10, None), pytest.raises(DecodingBusy), lane.room(1, 0.05):
        pytest.fail("there was no room")
    with lane.room(10, 0):
        pass


def test_only_a_few_may_wait_for_a_while() -> None:
    lane = Lane(10)
    with ExitingThreads() as threads, lane.room(10, None):
        for _ in range(MAX_WAITING):
            threads.start(_use, lane, None)
        start = time.monotonic()
        with pytest.raises(DecodingBusy), lane.room(1, 60):
            pytest.fail("there was no room")
        assert time.monotonic() - start < 30


def test_what_fails_gives_its_memory_back() -> None:
    lane = Lane(10)
    with pytest.raises(ValueError, match="damaged"), lane.room(10, None):
        raise ValueError("damaged")
    with lane.room(10, 0):
        pass


def test_ordinary_and_large_photos_have_lanes_of_their_own() -> None:
    budget = Budget(768)
    assert budget.lane(128) is not budget.lane(129)
    assert budget.lane(129) is budget.lane(512)
    with pytest.raises(BrokenPicture, match="memory"):
        budget.lane(513)


def _use(lane: Lane, patience: float | None) -> None:
    with lane.room(1, patience):
        pass


class ExitingThreads:
    """Threads that wait in a lane in the order of their start, and end with the block."""

    def __enter__(self) -> "ExitingThreads":
        self._threads: list[threading.Thread] = []
        return self

    def start(self, target: object, *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments)  # type: ignore[arg-type]
        thread.start()
        self._threads.append(thread)
        time.sleep(0.1)  # it stands in line

    def __exit__(self, *_: object) -> None:
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()
