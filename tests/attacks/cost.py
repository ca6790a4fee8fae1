"""What something costs: of processors, whoever works, and of memory.

Not time on the clock, which tells more of what else the machine does.
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
    seconds: float  # of this process, its children, and Postgres for it
    megabytes: float  # of this process, at the most, above what it had


def cost_of(work: Callable[[], object]) -> Cost:
    """For Linux, whose /proc tells the peak of a span."""
    gc.collect()
    gc.freeze()  # or what other tests have left would be looked through again and again
    (_SELF / "clear_refs").write_text("5")  # the peak is from now on
    had, began = _kilobytes("VmRSS"), _processor_seconds()
    work()
    return Cost(_processor_seconds() - began, (_kilobytes("VmHWM") - had) / 1024)


def _processor_seconds() -> float:
    """Without the kernel's: where other tests have filled Python's memory just to the brim, each
    object takes memory from the kernel and gives it back, which is ten times the work itself.
    """
    ours, children = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return ours.ru_utime + children.ru_utime + _of_postgres()


def _of_postgres() -> float:
    """Of the server's process that works for this connection."""
    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    # The 12th after the name, which may have spaces.
    return int(stat.rpartition(")")[2].split()[11]) / _TICKS


def _kilobytes(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", (_SELF / "status").read_text(), re.MULTILINE)
    assert found
    return int(found[1])
