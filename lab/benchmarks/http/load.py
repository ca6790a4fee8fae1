"""So many clients at once, each asking again as soon as it is answered."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from lab.benchmarks.http.asking import Answered
from lab.benchmarks.http.questions import Question

Ask = Callable[[Question], Answered]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What some clients had; times in milliseconds."""

    clients: int
    again: bool  # whether the same was asked before, so that its vectors are remembered
    requests: int
    median: float
    p95: float
    per_second: float
    errors: int
    first_error: str


def load(
    ask: Ask, asked: Sequence[Question], *, clients: int, seconds: float, again: bool = False
) -> Load:
    """Ends with the last of `asked`, or with the time."""
    line = _Line(asked, until=time.monotonic() + seconds)
    started = time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        shares = pool.map(lambda _: [ask(question) for question in line], range(clients))
        answers = [one for share in shares for one in share]
    return _load(answers, time.monotonic() - started, clients=clients, again=again)


class _Line:
    """Questions that several threads take from."""

    def __init__(self, asked: Sequence[Question], *, until: float) -> None:
        self._rest = iter(asked)
        self._until = until
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[Question]:
        while time.monotonic() < self._until:
            with self._lock:
                question = next(self._rest, None)
            if question is None:
                return
            yield question


def _load(answers: Sequence[Answered], seconds: float, *, clients: int, again: bool) -> Load:
    milliseconds = [1000 * one.seconds for one in answers]
    problems = [one.problem for one in answers if not one.good]
    return Load(
        clients=clients,
        again=again,
        requests=len(answers),
        median=float(np.median(milliseconds)),
        p95=float(np.quantile(milliseconds, 0.95)),
        per_second=len(answers) / seconds,
        errors=len(problems),
        first_error=next(iter(problems), ""),
    )
