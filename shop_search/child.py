"""One supervised process, its process group and its log."""

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

# Seconds for a dead program's last words to arrive in its log.
LAST_WORDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    name: str
    command: tuple[str, ...]
    log: Path
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    # Seconds between the stop signal and SIGKILL.
    grace: float = 30.0
    user: str = "-"

    def last_lines(self, count: int = 8) -> str:
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


class Child:
    """A running program. It leads a process group, so that its own children end with it."""

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
            # Ctrl-C in the terminal must reach the supervisor only; it stops them in order.
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_status(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def uptime(self) -> float:
        return time.monotonic() - self.started

    def ask_to_stop(self) -> None:
        if self.exit_status() is None:
            self._process.send_signal(self.program.stop_signal)

    def end(self) -> None:
        """Wait out its grace, then kill what is left of its group."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(self.program.grace)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        self._log.drain(LAST_WORDS)
