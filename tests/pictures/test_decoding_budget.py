"""Memory for decoding is reserved in turn, never more than the budget."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from catalog.pictures.decoding_budget import MAX_WAITING, Budget, Lane
from catalog.pictures.errors import BrokenPicture, DecodingBusy


def test_lane_never_reserves_more_than_its_size() -> None:
    lane, lock = Lane(10), threading.Lock()
    reserved = peak = 0

    def take(needed: int) -> None:
        nonlocal reserved, peak
        with lane.reserve(needed, None):
            with lock:
                reserved += needed
                peak = max(peak, reserved)
            time.sleep(0.001)
            with lock:
                reserved -= needed

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(take, [3, 7, 1, 10] * 50))
    assert reserved == 0
    assert 7 < peak <= 10


def test_small_reservations_do_not_overtake_a_large_one() -> None:
    lane, order = Lane(10), list[str]()

    def take(name: str, needed: int) -> None:
        with lane.reserve(needed, None):
            order.append(name)

    with ExitingThreads() as threads, lane.reserve(5, None):
        threads.start(take, "large", 10)
        threads.start(take, "small", 1)
        assert order == []
    assert order == ["large", "small"]


def test_timed_out_reservation_is_busy_and_holds_no_memory() -> None:
    lane = Lane(10)
    with lane.reserve(10, None), pytest.raises(DecodingBusy), lane.reserve(1, 0.05):
        pytest.fail("there was no room")
    with lane.reserve(10, 0):
        pass


def test_full_queue_refuses_further_timed_reservations_at_once() -> None:
    lane = Lane(10)
    with ExitingThreads() as threads, lane.reserve(10, None):
        for _ in range(MAX_WAITING):
            threads.start(_use, lane, None)
        start = time.monotonic()
        with pytest.raises(DecodingBusy), lane.reserve(1, 60):
            pytest.fail("there was no room")
        assert time.monotonic() - start < 30


def test_failed_decoding_returns_its_memory() -> None:
    lane = Lane(10)
    with pytest.raises(ValueError, match="damaged"), lane.reserve(10, None):
        raise ValueError("damaged")
    with lane.reserve(10, 0):
        pass


def test_ordinary_and_large_photos_have_separate_lanes() -> None:
    budget = Budget(768)
    assert budget.lane(128) is not budget.lane(129)
    assert budget.lane(129) is budget.lane(512)
    with pytest.raises(BrokenPicture, match="memory"):
        budget.lane(513)


def _use(lane: Lane, timeout: float | None) -> None:
    with lane.reserve(1, timeout):
        pass


class ExitingThreads:
    """Threads that queue in a lane in the order of their start, and are joined on exit."""

    def __enter__(self) -> "ExitingThreads":
        self._threads: list[threading.Thread] = []
        return self

    def start(self, target: object, *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments)  # type: ignore[arg-type]
        thread.start()
        self._threads.append(thread)
        time.sleep(0.1)  # until it is in the queue

    def __exit__(self, *_: object) -> None:
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()
