"""What kind of processor this is: what was measured on one need not hold on another."""

import hashlib
import platform
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
MODEL = ("vendor_id", "cpu family", "model", "model name", "CPU implementer", "CPU part")
INSTRUCTIONS = ("flags", "Features")
# int8 without VNNI or its like is slower, and saturates: it gives other vectors.
VECTOR = ("avx", "amx", "asimd", "i8mm", "sve")


def processor_kind() -> str:
    """Equal on machines of the same model with the same vector instructions."""
    try:
        first = CPUINFO.read_text(encoding="utf-8").split("\n\n", 1)[0]
    except OSError:
        return platform.machine()
    return hashlib.sha256(repr(_facts(first)).encode()).hexdigest()[:12]


def _facts(cpuinfo: str) -> list[str]:
    lines = [line.partition(":") for line in cpuinfo.splitlines()]
    told = {name.strip(): value.strip() for name, _, value in lines}
    model = [told.get(name, "") for name in MODEL]
    flags = {flag for name in INSTRUCTIONS for flag in told.get(name, "").split()}
    return model + sorted(flag for flag in flags if flag.startswith(VECTOR))
