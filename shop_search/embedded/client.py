"""Joining the embedded servers: starting them for the first user, sharing them with the others."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from shop_search.embedded.locks import FileLock, held, is_held, is_used
from shop_search.failures import CannotStart
from shop_search.log_file import open_log

ROOT = Path(__file__).resolve().parents[2]
STOP_TIMEOUT = 60.0


class Membership:
    """This process' use of a server; it ends with leave() or with the process."""

    def __init__(self, kind: str, var: Path) -> None:
        self._kind = kind
        self._var = var
        self._folder = var / kind
        self._folder.mkdir(parents=True, exist_ok=True)
        self._users = FileLock(self._folder / "users.lock")
        self._users.share()
        try:
            self.url = self._join()
        except CannotStart:
            self._users.close()
            raise

    def _join(self) -> str:
        # One at a time, so that two who come together do not both start it.
        with held(self._folder / "start.lock"):
            if is_held(self._folder / "keeper.lock"):
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
                # It must outlive this process if others have joined meanwhile.
                start_new_session=True,
            )
        assert keeper.stdout is not None  # noqa: S101 - for the type checker
        with keeper.stdout as answers:
            line = answers.readline()
        # It ends when its last user does, often after this process: nobody waits for it here,
        # and Popen would warn of that.
        keeper.returncode = 0
        return _url(line, log)

    def is_served(self) -> bool:
        """Whether the server's keeper is alive."""
        return is_held(self._folder / "keeper.lock")

    def leave(self) -> None:
        """Stop using it."""
        self._users.close()

    def wait_until_stopped(self) -> None:
        """After leave(): if nobody else uses it, wait until its processes are gone."""
        deadline = time.monotonic() + STOP_TIMEOUT
        while self.is_served() and time.monotonic() < deadline:
            if is_used(self._folder / "users.lock"):
                return
            time.sleep(0.1)


def _url(line: bytes, log: Path) -> str:
    if not line:
        raise CannotStart(f"An embedded server could not be started, see {log}.")
    answer: dict[str, str] = json.loads(line)
    if "error" in answer:
        raise CannotStart(answer["error"])
    return answer["url"]
