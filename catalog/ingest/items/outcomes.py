"""What became of each product that a program has sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from catalog.ingest.problems import Problem


class Result(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    result: Result
    product_id: int | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Upserted:
    outcomes: Mapping[int, Outcome]  # by the number of the row
    run_id: int | None = None  # None if nothing has changed

    def count(self, result: Result) -> int:
        return sum(outcome.result == result for outcome in self.outcomes.values())
