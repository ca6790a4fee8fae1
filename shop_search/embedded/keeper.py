"""The process that runs one server for as long as anyone uses it.

    python -m shop_search.embedded.keeper postgres|redis VAR

Writes one JSON line to its standard output: {"url": ...} when the server answers, else
{"error": ...}. Everything after that goes to the log.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from shop_search.embedded.locks import FileLock, held
from shop_search.embedded.postgres import Postgres
from shop_search.embedded.redis import Redis
from shop_search.embedded.server import Server
from shop_search.failures import CannotStart
from shop_search.supervisor import STOP_SIGNALS, Stopped, Supervisor, stopping_on

SERVERS: dict[str, Callable[[Path], Server]] = {"postgres": Postgres, "redis": Redis}
# Recovery after a crash in the middle of a large import can take minutes.
START_TIMEOUT = 300.0
POLL = 0.2


def keep(server: Server) -> None:
    with held(server.folder / "keeper.lock"), stopping_on(*STOP_SIGNALS):
        server.prepare()
        supervisor = Supervisor([server.program()], report=_log)
        try:
            supervisor.start()
            _wait_until_it_answers(server, supervisor)
            _publish(server)
            _serve(server, supervisor)
        finally:
            supervisor.stop()


def _wait_until_it_answers(server: Server, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not server.answers():
        if time.monotonic() > deadline:
            raise CannotStart(f"{server.name} did not answer within {START_TIMEOUT:.0f} s.")
        supervisor.check()
        time.sleep(0.05)


def _publish(server: Server) -> None:
    state = server.folder / "url"
    state.touch(mode=0o600)
    state.write_text(server.url)
    _answer({"url": server.url})


def _serve(server: Server, supervisor: Supervisor) -> None:
    users = FileLock(server.folder / "users.lock")
    # Holding it alone means that nobody shares it any more. Whoever comes while the server
    # stops waits for the lock, and then starts it again.
    while not users.try_hold():
        supervisor.check()
        time.sleep(POLL)


def _answer(message: dict[str, str]) -> None:
    print(json.dumps(message), flush=True)
    # Whoever asked is gone after this line; from here on standard output is the log.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


def _log(message: str) -> None:
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def main(kind: str, var: str) -> int:
    try:
        keep(SERVERS[kind](Path(var)))
    except (CannotStart, OSError) as error:
        _answer({"error": str(error)})
        return 1
    except Stopped as stopped:
        _log(f"stopped by {stopped}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
