"""What something costs: of processors, whoever works, and of memory.

Not time on the clock, which tells more of what else the machine does.
"""

import gc
import os
import re
import resource
import time
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
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime + _of_postgres()


def _of_postgres() -> float:
    """Of the server's process that works for this connection."""
    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    # After the name, which may have spaces, the 12th and 13th are ticks for it and for the kernel.
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _kilobytes(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", (_SELF / "status").read_text(), re.MULTILINE)
    assert found
    return int(found[1])
