"""The face of every benchmark, and what it finds."""

import json
import os
import platform
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rich.progress import Progress
from rich.table import Table


class BenchmarkError(Exception):
    """The benchmark cannot be run; the message names the cause and the fix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    table: Table
    figures: Mapping[str, object]  # for JSON
    plot: str = ""  # SVG, where there is one
    failure: str = ""  # why the figures, though told, are not to be trusted


class Benchmark(Protocol):
    """One module each: `./shop bench NAME`."""

    HELP: str

    def add_arguments(self, parser: ArgumentParser) -> None: ...

    def run(self, options: Namespace, progress: Progress) -> Findings:
        """Raises BenchmarkError."""


def write_findings(folder: Path, name: str, findings: Findings) -> list[Path]:
    """The files that were written."""
    folder.mkdir(parents=True, exist_ok=True)
    told = {"machine": _machine(), **findings.figures}
    texts = {"json": json.dumps(told, indent=2) + "\n", "svg": findings.plot}
    written = {folder / f"{name}.{kind}": text for kind, text in texts.items() if text}
    for path, text in written.items():
        path.write_text(text, encoding="utf-8")
    return list(written)


def _machine() -> dict[str, str | int]:
    return {"processors": os.cpu_count() or 0, "architecture": platform.machine()}
