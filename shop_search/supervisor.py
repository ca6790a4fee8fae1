"""Keeps programs running: restarts one that dies, and gives up on one that keeps dying."""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from shop_search.child import Child, Program
from shop_search.failures import CannotStart

MAX_FAILURES = 5
# Seconds of uptime after which earlier failures are forgotten.
RECOVERED_AFTER = 60.0
# Seconds before the first restart; doubles with each failure in a row.
FIRST_BACKOFF = 0.5
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """A stop signal has arrived. Not an Exception, so that no handler takes it for a failure."""


class Supervised:
    """A program with its recent failures."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.child: Child | None = None
        self.failures = 0
        self._restart_at = 0.0

    def start(self) -> None:
        self.child = Child(self.program)

    def unhandled_exit(self) -> int | None:
        """Return the status of an exit that record_exit() has not been told of, else None."""
        return self.child.exit_status() if self.child else None

    def record_exit(self, child: Child) -> None:
        child.wait_or_kill()  # its children may still be running
        self.failures = 1 if child.uptime() > RECOVERED_AFTER else self.failures + 1
        self._restart_at = time.monotonic() + FIRST_BACKOFF * 2 ** (self.failures - 1)
        self.child = None

    def restart_is_due(self) -> bool:
        return self.child is None and time.monotonic() >= self._restart_at


class Supervisor:
    """Starts programs in order and stops them in reverse order."""

    def __init__(self, programs: Sequence[Program], *, report: Callable[[str], None]) -> None:
        self._all = [Supervised(program) for program in programs]
        self._report = report

    def start(self) -> None:
        for supervised in self._all:
            supervised.start()

    def check(self) -> None:
        """Restart programs that have exited, after a backoff. Call this a few times a second.

        Raises CannotStart when a program keeps dying.
        """
        for supervised in self._all:
            status = supervised.unhandled_exit()
            if supervised.child and status is not None:
                self._handle_exit(supervised, supervised.child, status)
            elif supervised.restart_is_due():
                supervised.start()

    def _handle_exit(self, supervised: Supervised, child: Child, status: int) -> None:
        program = supervised.program
        supervised.record_exit(child)
        reason = describe_exit(status)
        if supervised.failures >= MAX_FAILURES:
            raise CannotStart(
                f"{program.name} keeps dying ({reason}), see {program.log}:\n{program.last_lines()}"
            )
        self._report(f"{program.name} died ({reason}); restarting it")

    def stop(self) -> None:
        for supervised in reversed(self._all):
            if supervised.child:
                supervised.child.request_stop()
                supervised.child.wait_or_kill()
                supervised.child = None


def describe_exit(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit code {status}"


@contextmanager
def stopping_on(*signals: signal.Signals) -> Iterator[None]:
    """Raise Stopped at the first of these signals, and ignore further ones within the block."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(signal.Signals(number).name)

    before = [signal.signal(each, stop) for each in signals]
    try:
        yield
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)
