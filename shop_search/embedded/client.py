"""Use of an embedded server: the first process starts it, and further ones share it."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from shop_search.embedded.locks import (
    FileLock,
    exclusive_lock,
    is_locked_exclusively,
    is_locked_shared,
)
from shop_search.failures import CannotStart
from shop_search.log_file import open_log

ROOT = Path(__file__).resolve().parents[2]
STOP_TIMEOUT = 60.0  # seconds


class Membership:
    """The use of a server by this process, until leave() or the end of the process."""

    def __init__(self, kind: str, var: Path) -> None:
        self._kind = kind
        self._var = var
        self._folder = var / kind
        self._folder.mkdir(parents=True, exist_ok=True)
        self._users = FileLock(self._folder / "users.lock")
        self._users.lock_shared()
        try:
            self.url = self._join()
        except CannotStart:
            self._users.close()
            raise

    def _join(self) -> str:
        # One process at a time, so that two do not both start the server.
        with exclusive_lock(self._folder / "start.lock"):
            if is_locked_exclusively(self._folder / "keeper.lock"):
                return (self._folder / "url").read_text()
            return self._start_keeper()

    def _start_keeper(self) -> str:
        command = [sys.executable, "-m", "shop_search.embedded.keeper", self._kind, str(self._var)]
        log = self._var / "log" / f"{self._kind}-keeper.log"
        with os.fdopen(open_log(log), "ab") as errors:
            keeper = subprocess.Popen(  # noqa: S603 - our own fixed command
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                # The keeper must outlive this process if others use the server.
                start_new_session=True,
            )
        assert keeper.stdout is not None  # noqa: S101 - for the type checker
        with keeper.stdout as output:
            line = output.readline()
        # The keeper is not waited for, as it usually ends after this process. A return code keeps
        # Popen from warning about it.
        keeper.returncode = 0
        return _url(line, log)

    def is_running(self) -> bool:
        """Whether the server's keeper is alive."""
        return is_locked_exclusively(self._folder / "keeper.lock")

    def leave(self) -> None:
        """Stop using the server."""
        self._users.close()

    def wait_until_stopped(self) -> None:
        """Wait until the server has stopped, unless others use it. Call this after leave()."""
        deadline = time.monotonic() + STOP_TIMEOUT
        while self.is_running() and time.monotonic() < deadline:
            if is_locked_shared(self._folder / "users.lock"):
                return
            time.sleep(0.1)


def _url(line: bytes, log: Path) -> str:
    if not line:
        raise CannotStart(f"An embedded server could not be started, see {log}.")
    message: dict[str, str] = json.loads(line)
    if "error" in message:
        raise CannotStart(message["error"])
    return message["url"]
