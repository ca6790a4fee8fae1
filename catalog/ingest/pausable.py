"""Long work that a task does in slices, although the code in it knows no slices.

It has a thread of its own, which goes on only while somebody waits for it. A generator would do
where the work is one loop; the rows of a file come from readers within readers, and from another
process if it is a workbook.
"""

import math
import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Semaphore, Thread
from typing import Generic, TypeVar

T = TypeVar("T")
Pause = Callable[[], None]


class _Stopped(BaseException):
    """Ends the thread. Not an Exception, so that no reader takes it for damaged input."""


class PausableWork(Generic[T]):
    """Work that is begun, paused, and ended in turns. It must not use the database.

    It is called with a function that it calls every few milliseconds, in which it pauses. Once the
    work is done, that function returns at once, from any thread.
    """

    def __init__(self, work: Callable[[Pause], T]) -> None:
        self._work = work
        self._outcome: Future[T] = Future()
        self._until = -math.inf
        self._is_stopped = False
        self._turn, self._end_of_turn = Semaphore(0), Semaphore(0)
        # A daemon, so that a process can end while it is paused.
        Thread(target=self._run, daemon=True).start()

    @property
    def has_ended(self) -> bool:
        return self._outcome.done()

    def go_on(self, *, until: float) -> bool:
        """Let it work until this time of time.monotonic(). Returns whether it has ended."""
        if not self.has_ended:
            self._until = until
            self._turn.release()
            self._end_of_turn.acquire()
        return self.has_ended

    def result(self) -> T:
        """What ended work has returned. Raises what it has raised."""
        return self._outcome.result(timeout=0)

    def stop(self) -> T | None:
        """End work that nobody needs any more. Returns what it has returned, if it was done."""
        self._is_stopped = True
        self.go_on(until=-math.inf)
        return None if self._outcome.exception() else self.result()

    def _run(self) -> None:
        self._turn.acquire()
        try:
            self._outcome.set_result(self._work(self._pause))
        except BaseException as error:  # noqa: BLE001  # raised by `result`
            self._outcome.set_exception(error)
        finally:
            self._until = math.inf
            self._end_of_turn.release()

    def _pause(self) -> None:
        if time.monotonic() >= self._until and not self._is_stopped:
            self._end_of_turn.release()
            self._turn.acquire()
        if self._is_stopped and not self.has_ended:
            raise _Stopped
