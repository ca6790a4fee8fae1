"""The numbers of a file's rows. Blank rows, and those above the first product, have none."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self

import numpy as np


@dataclass(slots=True)
class RowNumbers:
    """Ascending, as a spreadsheet counts rows; four bytes each. Counts the rows between two."""

    _numbers: "array[int]" = field(default_factory=lambda: array("i"))

    def __len__(self) -> int:
        return len(self._numbers)

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Self:
        """Return the numbers in their order, each once."""
        found = np.unique(np.fromiter(numbers, dtype=np.int32))
        return cls(array("i", found.tobytes()))

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int):
            return False
        count = self.up_to(number)
        return count > 0 and self._numbers[count - 1] == number

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def add(self, number: int) -> None:
        self._numbers.append(number)

    @property
    def last(self) -> int:
        return self._numbers[-1]

    def up_to(self, number: int) -> int:
        """Return how many rows there are up to this number."""
        return bisect_right(self._numbers, number)

    def after(self, count: int) -> int:
        """Return the number of the last of the first `count` rows, 0 if `count` is 0."""
        return self._numbers[count - 1] if count else 0
