"""Steps shown on the screen while they take their time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

console = Console(highlight=False)


@contextmanager
def step(title: str) -> Iterator[None]:
    """A step of unknown length."""
    with _bar() as progress:
        progress.add_task(title, total=None)
        yield
    console.print(f"{title}: done")


def count_down(title: str, remaining: Callable[[], int], pause: Callable[[], None]) -> None:
    """A bar from the first `remaining()` to zero; `pause` is called between two looks."""
    total = left = remaining()
    if not total:
        return
    with _bar(MofNCompleteColumn()) as progress:
        task = progress.add_task(title, total=total)
        while left:
            pause()
            left = remaining()
            progress.update(task, completed=total - left, total=max(total, left))
    console.print(f"{title}: done")


def _bar(*more: MofNCompleteColumn) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), *more, TimeElapsedColumn())
    # In a log file a bar would be noise; the line at the end of the step says it.
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
