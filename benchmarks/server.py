"""The shop's own web server, over the database that the connection leads to."""

import os
import socket
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from catalog.evaluation.shop import EvaluationError
from shop_search.child import Child
from shop_search.processes import Plan, web_program

SECONDS: Final = 60.0
"""A server that has not answered by then never will."""

FIRST: Final = "/api/v1/products/?q=mug&limit=1"
"""Needs everything: database, encoder, statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """`first_answer`: seconds from its start to its first answered search."""

    address: str
    child: Child
    first_answer: float

    def resident_mb(self) -> float:
        """Of its processes together."""
        return sum(map(_resident_mb, _group(self.child.pid)))


@contextmanager
def served() -> Iterator[Server]:
    """Until the end of the block. Raises EvaluationError where it does not answer."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Plan(
            host="127.0.0.1", port=_free_port(), workers=1, demo=False, var=Path(folder),
            root=settings.BASE_DIR,
        )  # fmt: skip
        (plan.var / "log").mkdir()
        program = web_program(plan)
        environment = {**program.environment, **_environment()}
        started = time.monotonic()
        child = Child(replace(program, environment=environment))
        try:
            _wait(plan.address + FIRST, child)
            first_answer = time.monotonic() - started
            yield Server(address=plan.address, child=child, first_answer=first_answer)
        finally:
            child.ask_to_stop()
            child.end()


def _environment() -> dict[str, str]:
    name = connection.settings_dict["NAME"]
    return {
        "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl(),
        "SHOP_MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "SHOP_SEARCHES_PER_MINUTE": str(1_000_000),
    }


def _wait(url: str, child: Child) -> None:
    until = time.monotonic() + SECONDS
    while not _answers(url):
        if time.monotonic() > until:
            raise EvaluationError(f"The web server does not answer: {child.program.last_lines()}")
        time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310 - our own, http
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _group(leader: int) -> list[int]:
    """The processes that the leader's group has now."""
    found = (int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit())
    return [pid for pid in found if _group_of(pid) == leader]


def _group_of(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


def _resident_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0  # it has ended meanwhile
    kilobytes = (line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return int(next(kilobytes, "0")) / 1024
