"""While Redis is down, each process counts by itself, in bounded memory."""

from shop_search.local_windows import Counted, LocalWindows


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_requests_over_the_limit_are_refused_until_the_minute_is_over() -> None:
    clock = Clock()
    windows = LocalWindows(clock=clock)
    assert windows.use("a", 2) == Counted(is_allowed=True, remaining=1, seconds=60)
    clock.now += 20
    assert windows.use("a", 2) == Counted(is_allowed=True, remaining=0, seconds=40)
    assert windows.use("a", 2) == Counted(is_allowed=False, remaining=0, seconds=40)
    clock.now += 40
    assert windows.use("a", 2) == Counted(is_allowed=True, remaining=1, seconds=60)


def test_clients_are_counted_apart() -> None:
    windows = LocalWindows()
    assert windows.use("a", 1).is_allowed
    assert windows.use("b", 1).is_allowed
    assert not windows.use("a", 1).is_allowed


def test_only_the_latest_clients_are_kept() -> None:
    windows = LocalWindows(max_clients=3)
    for client in range(1000):
        windows.use(client, 1)
    assert len(windows) == 3
    assert not windows.use(999, 1).is_allowed


def test_a_client_that_goes_on_is_not_forgotten_for_others() -> None:
    windows = LocalWindows(max_clients=3)
    for client in range(100):
        windows.use("busy", 50)
        windows.use(client, 1)
    assert not windows.use("busy", 50).is_allowed
