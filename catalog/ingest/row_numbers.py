"""The numbers of a file's rows. Blank rows, and those above the first product, have none."""

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(slots=True)
class RowNumbers:
    """Ascending, as a spreadsheet counts rows; four bytes each. Counts the rows between two."""

    _numbers: "array[int]" = field(default_factory=lambda: array("i"))

    def __len__(self) -> int:
        return len(self._numbers)

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
