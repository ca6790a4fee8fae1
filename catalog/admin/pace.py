"""How fast work goes on, and how long it will take, by what pages have seen of it.

Each look at a page leaves a sample of what is done. The pace is that of the last minute, so it is
calm, and knows nothing of what went on before: of the wait in a queue, or of a pause.
"""

import math
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from redis.exceptions import RedisError

_WINDOW: Final = 60.0  # seconds
# Less is no ground for an estimate: work is written in batches and slices.
_MIN_SPAN: Final = 6.0
# Work that stands still for as long has no pace.
_MAX_STILL: Final = 20.0
_DAY: Final = 24 * 3600

_Samples = list[tuple[float, int]]  # when, and what was done


@dataclass(frozen=True, slots=True)
class Pace:
    per_second: float
    seconds_left: float | None  # None if it is not known what is left

    def in_words(self, unit: str) -> str:
        """Return for example "1,700 rows/s, about 40 s left"."""
        rate = f"{_rounded(self.per_second):,} {unit}/s"
        if self.per_second < 1:
            rate = f"{_rounded(60 * self.per_second):,} {unit}/min"
        left = "" if self.seconds_left is None else _left(self.seconds_left)
        return f"{rate}, {left}" if left else rate


def measure_pace(name: str, *, done: int, left: int | None) -> Pace | None:
    """Take a sample of the work with this name. Returns None without ground for an estimate."""
    now = time.time()
    samples: _Samples = []
    with suppress(RedisError):
        samples = _with_sample(cache.get(name) or [], now, done)
        cache.set(name, samples, timeout=2 * _WINDOW)
    return _pace(samples, now, left)


def _with_sample(samples: _Samples, now: float, done: int) -> _Samples:
    if samples and done < samples[-1][1]:
        samples = []  # it has begun anew
    recent = [(at, count) for at, count in samples if now - _WINDOW <= at < now - 0.5]
    return [*recent, (now, done)]


def _pace(samples: _Samples, now: float, left: int | None) -> Pace | None:
    if len(samples) < 3:
        return None
    (began, first), (_, done) = samples[0], samples[-1]
    last_progress = next((at for at, count in samples if count == done), now)
    if now - began < _MIN_SPAN or done == first or now - last_progress > _MAX_STILL:
        return None
    per_second = (done - first) / (now - began)
    return Pace(per_second, None if left is None else left / per_second)


def _rounded(number: float) -> int:
    """Return the number with two digits that count."""
    digits = max(0, math.floor(math.log10(max(number, 1))) - 1)
    return max(1, round(round(number, -digits)))


def _left(seconds: float) -> str:
    """Return the time in steps so large that it seldom changes; "" for what is beyond a day."""
    if seconds > _DAY:
        return ""
    if seconds <= 10:
        return "a few seconds left" if seconds > 0 else ""
    if seconds <= 60:
        return f"about {_up(seconds, 10)} s left"
    if seconds <= 3600:
        minutes = seconds / 60
        return f"about {_up(minutes, 1 if minutes <= 10 else 5)} min left"
    return f"about {_up(seconds / 3600, 1)} h left"


def _up(number: float, step: int) -> int:
    return step * math.ceil(number / step)
