"""The supervisor restarts programs, gives up on hopeless ones, and leaves no process behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from shop_search.child import Program
from shop_search.failures import CannotStart
from shop_search.supervisor import Supervisor

pytestmark = pytest.mark.slow
# A program with a child process. It writes both process ids to the file `pids`.
FAMILY = """
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path("pids").write_text(f"{__import__('os').getpid()} {child.pid}")
time.sleep(600)
"""


def program(folder: Path, code: str) -> Program:
    return Program(
        name="Program",
        command=(sys.executable, "-c", code),
        log=folder / "program.log",
        folder=folder,
        stop_timeout=5,
    )


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def family(folder: Path) -> list[int]:
    """Wait until FAMILY has written its process ids, and return them."""
    pids = folder / "pids"
    until(lambda: pids.exists() and len(pids.read_text().split()) == 2)
    return [int(pid) for pid in pids.read_text().split()]


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_supervisor_restarts_a_dead_program(tmp_path: Path) -> None:
    reports: list[str] = []
    supervisor = Supervisor([program(tmp_path, FAMILY)], report=reports.append)
    supervisor.start()
    first, orphan = family(tmp_path)
    (tmp_path / "pids").unlink()
    os.kill(first, signal.SIGKILL)

    def back() -> bool:
        supervisor.check()
        return (tmp_path / "pids").exists()

    until(back)
    supervisor.stop()
    assert reports == ["Program died (SIGKILL); restarting it"]
    until(lambda: gone(orphan))


def test_supervisor_stop_leaves_no_process_behind(tmp_path: Path) -> None:
    supervisor = Supervisor([program(tmp_path, FAMILY)], report=print)
    supervisor.start()
    pids = family(tmp_path)
    supervisor.stop()
    # Killed processes remain as zombies until init has reaped them.
    until(lambda: all(gone(pid) for pid in pids))


def test_supervisor_gives_up_on_a_program_that_keeps_dying(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shop_search.supervisor.FIRST_BACKOFF", 0.001)
    supervisor = Supervisor([program(tmp_path, "raise SystemExit('no paper')")], report=print)
    supervisor.start()

    def given_up() -> bool:
        supervisor.check()
        return False

    with pytest.raises(CannotStart, match=r"keeps dying \(exit code 1\)[^$]*no paper"):
        until(given_up)


def test_programs_end_with_a_killed_supervisor(tmp_path: Path) -> None:
    code = (
        "import time; from pathlib import Path\n"
        "from tests.operations.test_supervisor import *\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "Supervisor([program(folder, FAMILY)], report=print).start()\n"
        "time.sleep(600)"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", code])
    leader, _ = family(tmp_path)
    supervisor.kill()
    supervisor.wait()
    until(lambda: gone(leader))
    # The kernel does not signal grandchildren; the real programs watch their parent.
    os.kill(family(tmp_path)[1], signal.SIGKILL)
