"""Uses up all memory for decoding photos, as other threads would."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Timer

from django.conf import settings

from catalog.pictures.decoding_budget import Lane, get_budget


def lanes() -> tuple[Lane, Lane]:
    """The two parts of the budget: the lane for ordinary photos and the lane for large ones."""
    budget = get_budget(settings.SHOP_DECODING_BYTES)
    ordinary = budget.lane(1)
    large = budget.lane(ordinary.size)
    assert large is not ordinary
    return ordinary, large


@contextmanager
def full_budget(*, seconds: float | None = None) -> Iterator[None]:
    """Occupy the memory until the block ends, or for at most `seconds`."""
    with ExitStack() as taken:
        for lane in lanes():
            taken.enter_context(lane.reserve(lane.size, None))
        if seconds is None:
            yield
            return
        timer = Timer(seconds, taken.close)
        timer.start()
        yield
        timer.join()
