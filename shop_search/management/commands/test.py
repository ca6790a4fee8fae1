"""`./shop test`: all checks, then tests.

./shop test          all tests, on real Postgres, Redis, Celery and Chromium
./shop test --fast   most tests, without the slow ones: within a minute on two cores
./shop test [--fast] ARGUMENTS OF PYTEST, such as: tests/search -k facet
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from shop_search.progress import console

SCRIPTS = Path(sys.executable).parent
# Each process has its own servers. The tests of a file stay together, as they share slow fixtures.
PROCESSES = ("-n", "2", "--dist", "loadfile")
# Tests without services run first, so that most mistakes show within minutes.
PHASES = ("not services and not browser", "services or browser")
# Left out by --fast. The folders are not even imported: the lab's imports alone take seconds.
SLOW_FOLDERS = ("tests/lab", "tests/attacks")
SLOW_MARKERS = ("slow", "services", "browser")
FAST = (
    *("-m", " and ".join(f"not {marker}" for marker in SLOW_MARKERS)),
    *(f"--ignore={folder}" for folder in SLOW_FOLDERS),
    # Lists, at the end, slow tests that lack the marker.
    *("--durations=5", "--durations-min=1"),
)
NOT_RUN = (
    f"Not run: {', '.join(SLOW_FOLDERS)}, and tests marked {', '.join(SLOW_MARKERS)}. "
    "./shop test runs everything."
)


class Command(BaseCommand):
    help = __doc__

    def run_from_argv(self, argv: list[str]) -> None:
        if {"-h", "--help"} & set(argv[2:]):
            console.print(__doc__, markup=False)
            sys.exit()
        began = time.monotonic()
        failed = [name for name, command in checks().items() if not passes(name, command)]
        environment = {**os.environ, "FAILED_CHECKS": ", ".join(failed)}
        codes = [run(pytest_command(arguments), environment) for arguments in runs(argv[2:])]
        console.print(f"{time.monotonic() - began:.0f} s, checks included.")
        if "--fast" in argv:
            console.print(NOT_RUN, soft_wrap=True)
        sys.exit(next(filter(None, codes), 0) or bool(failed))


def runs(arguments: list[str]) -> list[list[str]]:
    """Return the arguments of each run of pytest."""
    if "--fast" in arguments:
        chosen = [argument for argument in arguments if argument != "--fast"]
        return [[*FAST, *PROCESSES, *chosen]]
    return [arguments] if arguments else [["-m", phase, *PROCESSES] for phase in PHASES]


def pytest_command(arguments: list[str]) -> list[str]:
    return [sys.executable, "-m", "pytest", *arguments]


def checks() -> dict[str, list[str]]:
    templates = [str(path) for path in sorted(settings.BASE_DIR.glob("templates/**/*.html"))]
    return {
        "ruff check": [script("ruff"), "check", "."],
        "ruff format": [script("ruff"), "format", "--check", "."],
        "import-linter": [script("lint-imports")],
        "mypy": [script("mypy")],
        "djade": [script("djade"), "--check", "--target-version", "5.2", *templates],
        "djlint": [script("djlint"), "--lint", "--quiet", *templates],
    }


def script(name: str) -> str:
    return str(SCRIPTS / name)


def passes(name: str, command: list[str]) -> bool:
    done = subprocess.run(  # noqa: S603 - the fixed commands above
        command, cwd=settings.BASE_DIR, check=False, capture_output=True, text=True
    )
    console.print(f"{name}: {'FAILED' if done.returncode else 'ok'}")
    if done.returncode:
        console.print(done.stdout + done.stderr, markup=False, soft_wrap=True)
    return done.returncode == 0


def run(command: list[str], environment: dict[str, str]) -> int:
    # The output of pytest goes straight to the terminal.
    return subprocess.run(  # noqa: S603 - pytest with the arguments of the caller
        command, cwd=settings.BASE_DIR, env=environment, check=False
    ).returncode
