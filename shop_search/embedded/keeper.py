"""Runs an embedded server for as long as any process of the shop uses it.

    python -m shop_search.embedded.keeper postgres|redis VAR

Writes one JSON line to standard output: {"url": ...} when the server is ready, else {"error": ...}.
The log goes to standard error.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from shop_search.child import Program
from shop_search.embedded.locks import FileLock, exclusive_lock
from shop_search.embedded.postgres import Postgres
from shop_search.embedded.redis import Redis
from shop_search.failures import CannotStart
from shop_search.supervisor import STOP_SIGNALS, Stopped, Supervisor, stopping_on


class Server(Protocol):
    @property
    def name(self) -> str:
        """The server's name in error messages."""

    @property
    def folder(self) -> Path:
        """The folder of data and locks."""

    @property
    def url(self) -> str:
        """The server's URL, valid after prepare()."""

    def prepare(self) -> None:
        """Create folders and files that are missing. Raises CannotStart if that fails."""

    def program(self) -> Program: ...

    def is_ready(self) -> bool: ...


SERVERS: dict[str, Callable[[Path], Server]] = {"postgres": Postgres, "redis": Redis}
# Seconds: crash recovery in the middle of a large import can take minutes.
START_TIMEOUT = 300.0
POLL = 0.2


def keep(server: Server) -> None:
    with exclusive_lock(server.folder / "keeper.lock"), stopping_on(*STOP_SIGNALS):
        server.prepare()
        supervisor = Supervisor([server.program()], report=_log)
        try:
            supervisor.start()
            _wait_until_ready(server, supervisor)
            _publish(server)
            _wait_until_unused(server, supervisor)
        finally:
            supervisor.stop()


def _wait_until_ready(server: Server, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not server.is_ready():
        if time.monotonic() > deadline:
            raise CannotStart(f"{server.name} did not answer within {START_TIMEOUT:.0f} s.")
        supervisor.check()
        time.sleep(0.05)


def _publish(server: Server) -> None:
    state = server.folder / "url"
    state.touch(mode=0o600)
    state.write_text(server.url)
    _reply({"url": server.url})


def _wait_until_unused(server: Server, supervisor: Supervisor) -> None:
    users = FileLock(server.folder / "users.lock")
    # The exclusive lock is free once no user shares it. A process that joins while the server stops
    # waits for this lock, then starts the server again.
    while not users.try_lock_exclusive():
        supervisor.check()
        time.sleep(POLL)


def _reply(message: dict[str, str]) -> None:
    print(json.dumps(message), flush=True)
    # The reader closes the pipe after this line; redirect further output to the log.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


def _log(message: str) -> None:
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def main(kind: str, var: str) -> int:
    try:
        keep(SERVERS[kind](Path(var)))
    except (CannotStart, OSError) as error:
        _reply({"error": str(error)})
        return 1
    except Stopped as stopped:
        _log(f"stopped by {stopped}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
