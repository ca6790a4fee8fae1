"""Keeps programs running: a dead one is restarted, one that keeps dying stops the whole."""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from shop_search.child import Child, Program
from shop_search.failures import CannotStart

MAX_DEATHS = 5
# A program that lived this long, in seconds, has recovered; its deaths are forgotten.
RECOVERED_AFTER = 60.0
FIRST_BACKOFF = 0.5


STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """SIGTERM, SIGHUP or Ctrl-C. Not an Exception, so that nothing mistakes it for a failure."""


class Supervised:
    """One program with the history of its deaths."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.child: Child | None = None
        self.deaths = 0
        self._restart_at = 0.0

    def start(self) -> None:
        self.child = Child(self.program)

    def died(self) -> int | None:
        """Exit status of a death that was not yet dealt with."""
        return self.child.exit_status() if self.child else None

    def bury(self, child: Child) -> None:
        child.end()  # its own children may have outlived it
        self.deaths = 1 if child.uptime() > RECOVERED_AFTER else self.deaths + 1
        self._restart_at = time.monotonic() + FIRST_BACKOFF * 2 ** (self.deaths - 1)
        self.child = None

    def restart_is_due(self) -> bool:
        return self.child is None and time.monotonic() >= self._restart_at


class Supervisor:
    """Starts programs in order and stops them in the opposite order."""

    def __init__(self, programs: Sequence[Program], *, report: Callable[[str], None]) -> None:
        self._all = [Supervised(program) for program in programs]
        self._report = report

    def start(self) -> None:
        for supervised in self._all:
            supervised.start()

    def check(self) -> None:
        """Call this a few times a second. Raises CannotStart when a program keeps dying."""
        for supervised in self._all:
            status = supervised.died()
            if supervised.child and status is not None:
                self._deal_with_death(supervised, supervised.child, status)
            elif supervised.restart_is_due():
                supervised.start()

    def _deal_with_death(self, supervised: Supervised, child: Child, status: int) -> None:
        program = supervised.program
        supervised.bury(child)
        reason = describe_exit(status)
        if supervised.deaths >= MAX_DEATHS:
            raise CannotStart(
                f"{program.name} keeps dying ({reason}), see {program.log}:\n{program.last_lines()}"
            )
        self._report(f"{program.name} died ({reason}); restarting it")

    def stop(self) -> None:
        for supervised in reversed(self._all):
            if supervised.child:
                supervised.child.ask_to_stop()
                supervised.child.end()
                supervised.child = None


def describe_exit(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit code {status}"


@contextmanager
def stopping_on(*signals: signal.Signals) -> Iterator[None]:
    """Turns the first of these signals into Stopped; later ones are ignored meanwhile."""

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
