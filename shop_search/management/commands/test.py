"""`./shop test`: every check, then every test. Arguments go to pytest."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from shop_search.progress import console

SCRIPTS = Path(sys.executable).parent
# The fast ones first: most mistakes show within minutes. Each process has servers of its own, and a
# file's tests stay together, for they share what is slow to start.
PHASES = ("not services and not browser", "services or browser")
PROCESSES = ("-n", "2", "--dist", "loadfile")


class Command(BaseCommand):
    help = __doc__

    def run_from_argv(self, argv: list[str]) -> None:
        failed = [name for name, command in checks().items() if not passes(name, command)]
        environment = {**os.environ, "FAILED_CHECKS": ", ".join(failed)}
        codes = [run(pytest_command(chosen), environment) for chosen in runs(argv[2:])]
        sys.exit(next(filter(None, codes), 0) or bool(failed))


def runs(arguments: list[str]) -> list[list[str]]:
    """Those that were asked for; else all, in two runs."""
    return [arguments] if arguments else [["-m", phase, *PROCESSES] for phase in PHASES]


def pytest_command(arguments: list[str]) -> list[str]:
    return [sys.executable, "-m", "pytest", *arguments]


def checks() -> dict[str, list[str]]:
    templates = [str(path) for path in sorted(settings.BASE_DIR.glob("templates/**/*.html"))]
    style = {
        "ruff check": [script("ruff"), "check", "."],
        "ruff format": [script("ruff"), "format", "--check", "."],
        "import-linter": [script("lint-imports")],
        "mypy": [script("mypy")],
    }
    if not templates:
        return style
    return style | {
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
    # Its output goes straight to the screen, the summary line last.
    return subprocess.run(  # noqa: S603 - pytest with the arguments of whoever called us
        command, cwd=settings.BASE_DIR, env=environment, check=False
    ).returncode
