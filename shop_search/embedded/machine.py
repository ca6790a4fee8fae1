"""Memory and cores of this machine, within the limits of a container."""

import os
from pathlib import Path

MB = 1024 * 1024
CGROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


def memory_mb() -> int:
    installed = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([installed, *_container_limits()]) // MB


def _container_limits() -> list[int]:
    texts = [path.read_text().strip() for path in CGROUP_LIMITS if path.exists()]
    return [int(text) for text in texts if text.isdigit()]


def cores() -> int:
    # The cores that this process may use, where the system provides that.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
