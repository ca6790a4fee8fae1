"""The face of every engine that is compared."""

from collections.abc import Sequence
from typing import Protocol

from lab.benchmarks.questions import Question


class Engine(Protocol):
    """Filled with a catalog when it is made."""

    @property
    def name(self) -> str: ...

    def found(self, question: Question, count: int) -> Sequence[int]:
        """Places in the catalog, best first."""
