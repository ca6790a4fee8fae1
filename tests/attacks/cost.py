"""Measures CPU time, of all processes involved, and peak memory.

Not wall-clock time, which depends on what else the machine does.
"""

import gc
import os
import re
import resource
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

_TICKS = os.sysconf("SC_CLK_TCK")
_SELF = Path("/proc/self")


@dataclass(frozen=True, slots=True)
class Cost:
    seconds: float  # of this process, its children, and its Postgres backend
    megabytes: float  # peak of this process, above its memory before


def cost_of(work: Callable[[], object]) -> Cost:
    """Linux only: it resets and reads the peak memory in /proc."""
    gc.collect()
    gc.freeze()  # otherwise objects of other tests are scanned again and again
    (_SELF / "clear_refs").write_text("5")  # reset the peak
    had, began = _kilobytes("VmRSS"), _processor_seconds()
    work()
    return Cost(_processor_seconds() - began, (_kilobytes("VmHWM") - had) / 1024)


def _processor_seconds() -> float:
    """User time only. If other tests left Python's arenas almost full, objects allocate and free
    pages all the time, and system time is ten times the work itself.
    """
    ours, children = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return ours.ru_utime + children.ru_utime + _of_postgres()


def _of_postgres() -> float:
    """User time of the backend of this connection."""
    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    # utime is the 12th field after the name, which may contain spaces.
    return int(stat.rpartition(")")[2].split()[11]) / _TICKS


def _kilobytes(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", (_SELF / "status").read_text(), re.MULTILINE)
    assert found
    return int(found[1])
