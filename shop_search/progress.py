"""Progress of long steps on the terminal."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

STALL_TIMEOUT = 60.0
console = Console(highlight=False)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show a bar while a step of unknown length runs."""
    with _bar() as progress:
        progress.add_task(title, total=None)
        yield
    console.print(f"{title}: done")


def count_down(
    title: str,
    remaining: Callable[[], int],
    pause: Callable[[], None],
    *,
    hopeless: Callable[[], bool],
) -> None:
    """Show a bar until `remaining()` is zero; `pause` is called between two polls.

    Gives up after STALL_TIMEOUT seconds without progress, or as soon as it is `hopeless`.
    """
    total = left = remaining()
    moved = time.monotonic()
    with _bar(MofNCompleteColumn()) as progress:
        task = progress.add_task(title, total=total)
        while left and not hopeless() and time.monotonic() - moved < STALL_TIMEOUT:
            pause()
            before, left = left, remaining()
            moved = time.monotonic() if left < before else moved
            progress.update(task, completed=total - left, total=max(total, left))
    console.print(f"{title}: {f'{left} to go, see the worker log' if left else 'done'}")


def _bar(*extra: MofNCompleteColumn) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), *extra, TimeElapsedColumn())
    # In a log file a bar is noise; the line at the end of the step is enough.
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
