"""Measures CPU time, of all processes involved, and peak memory.

Wall-clock time would also depend on what else the machine does.
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
    """Return the cost of `work()`. Linux only: the peak memory is reset and read in /proc."""
    gc.collect()
    gc.freeze()  # otherwise objects of other tests are scanned again and again
    (_SELF / "clear_refs").write_text("5")  # reset the peak
    had, began = _kilobytes("VmRSS"), _processor_seconds()
    work()
    return Cost(_processor_seconds() - began, (_kilobytes("VmHWM") - had) / 1024)


def _processor_seconds() -> float:
    """Return the user time so far, without system time.

    If other tests have left Python's arenas almost full, pages are allocated and freed all the
    time: that can take ten times as much system time as the work itself.
    """
    ours, children = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return ours.ru_utime + children.ru_utime + _of_postgres()


def _of_postgres() -> float:
    """Return the user time of the Postgres backend that serves our connection."""
    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    # utime is the 12th field after the name, which may contain spaces.
    return int(stat.rpartition(")")[2].split()[11]) / _TICKS


def _kilobytes(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", (_SELF / "status").read_text(), re.MULTILINE)
    assert found
    return int(found[1])
