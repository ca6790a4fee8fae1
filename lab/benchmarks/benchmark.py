"""The interface of a benchmark, and its report."""

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
    """The benchmark cannot run; the message names the cause and the fix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkReport:
    table: Table
    data: Mapping[str, object]  # written as JSON
    plot: str = ""  # SVG, if any
    failure: str = ""  # why the numbers are not valid; "" if they are


class Benchmark(Protocol):
    """A module that `./shop bench` runs by its name."""

    HELP: str

    def add_arguments(self, parser: ArgumentParser) -> None: ...

    def run(self, options: Namespace, progress: Progress) -> BenchmarkReport:
        """Run the benchmark. Raises BenchmarkError, EncoderError or EvaluationError."""


def write_report(folder: Path, name: str, report: BenchmarkReport) -> list[Path]:
    """Write the JSON file, and the plot if any. Return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    data = {"machine": _machine(), **report.data}
    texts = {"json": json.dumps(data, indent=2) + "\n", "svg": report.plot}
    files = {folder / f"{name}.{kind}": text for kind, text in texts.items() if text}
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return list(files)


def _machine() -> dict[str, str | int]:
    return {"processors": os.cpu_count() or 0, "architecture": platform.machine()}
