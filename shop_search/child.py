"""A supervised process with its process group and its log."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from shop_search import die_with_parent
from shop_search.failures import CannotStart
from shop_search.log_file import LogPipe

# Seconds to wait for the last output of a program that has ended to reach its log.
LOG_DRAIN_TIMEOUT = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    name: str
    command: tuple[str, ...]
    log: Path
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    # Seconds between the stop signal and SIGKILL.
    stop_timeout: float = 30.0
    # "-" is the current user.
    user: str = "-"

    def last_lines(self, count: int = 8) -> str:
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


class Child:
    """A running program. It leads a process group, so that its children end with it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.started = time.monotonic()
        try:
            self._log = LogPipe(program.log)
            try:
                self._process = self._spawn(self._log.writer)
            finally:
                self._log.close_writer()
        except OSError as error:
            raise CannotStart(f"{program.name} cannot be started: {error}") from error

    def _spawn(self, log: int) -> subprocess.Popen[bytes]:
        program = self.program
        wrapper = (
            sys.executable,
            "-S",
            str(Path(die_with_parent.__file__)),
            str(int(program.stop_signal)),
            str(os.getpid()),
            program.user,
        )
        return subprocess.Popen(  # noqa: S603 - our own fixed commands
            (*wrapper, *program.command),
            cwd=program.folder,
            env={**os.environ, **program.environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Ctrl-C in the terminal reaches only the supervisor, which stops programs in order.
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_status(self) -> int | None:
        """Return the exit status, negative for a signal, or None while the program runs."""
        return self._process.poll()

    def uptime(self) -> float:
        return time.monotonic() - self.started

    def request_stop(self) -> None:
        if self.exit_status() is None:
            self._process.send_signal(self.program.stop_signal)

    def wait_or_kill(self) -> None:
        """Wait up to stop_timeout for the program, then kill the rest of its process group."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(self.program.stop_timeout)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        self._log.drain(LOG_DRAIN_TIMEOUT)
