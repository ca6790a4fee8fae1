"""Identification of the processor: a measurement on one kind may not hold on another."""

import hashlib
import platform
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
# Fields of /proc/cpuinfo on x86 and Arm.
MODEL_FIELDS = ("vendor_id", "cpu family", "model", "model name", "CPU implementer", "CPU part")
FLAG_FIELDS = ("flags", "Features")
# Prefixes of flags. Without VNNI or a similar extension, int8 is slower, and saturates, so that
# vectors differ.
VECTOR_EXTENSIONS = ("avx", "amx", "asimd", "i8mm", "sve")


def processor_kind() -> str:
    """A hash of the processor model and its vector extensions; without /proc, the architecture."""
    try:
        first = CPUINFO.read_text(encoding="utf-8").split("\n\n", 1)[0]
    except OSError:
        return platform.machine()
    return hashlib.sha256(repr(_features(first)).encode()).hexdigest()[:12]


def _features(cpuinfo: str) -> list[str]:
    lines = [line.partition(":") for line in cpuinfo.splitlines()]
    fields = {name.strip(): value.strip() for name, _, value in lines}
    model = [fields.get(name, "") for name in MODEL_FIELDS]
    flags = {flag for name in FLAG_FIELDS for flag in fields.get(name, "").split()}
    return model + sorted(flag for flag in flags if flag.startswith(VECTOR_EXTENSIONS))
