"""Stores the problems of an import, grouped by their cause.

Equal problems are folded, so that no number of warnings hides an error: each group keeps its first
rows as examples, and the number of all. Rows that the file lost are all kept.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection

from catalog.ingest.problems import Problem
from catalog.models import FurtherRows, ProblemGroup, RowOutcome

MAX_EXAMPLES: Final = 20  # for each group
# Of one run. Problems with further causes share one group for each severity.
MAX_GROUPS: Final = 300
OTHER_CAUSES: Final = "Other problems, each with a cause of its own."
MAX_MESSAGE: Final = 2_000  # characters

_GroupKey = tuple[str, str]  # severity and cause
_ADD = """
INSERT INTO catalog_problemgroup AS problem_group (run_id, severity, cause, count)
SELECT %(run)s, * FROM unnest(%(severities)s::text[], %(causes)s::text[], %(counts)s::int[])
ON CONFLICT (run_id, severity, cause) DO UPDATE SET count = problem_group.count + EXCLUDED.count
RETURNING severity, cause, id, count
"""


@dataclass(frozen=True, slots=True)
class _Group:
    id: int
    stored: int  # problems, before those of this batch


@dataclass(slots=True)
class ProblemGroups:
    run_id: int
    _known: set[_GroupKey] = field(default_factory=set)

    @classmethod
    def of_run(cls, run_id: int) -> "ProblemGroups":
        known = ProblemGroup.objects.filter(run=run_id).values_list("severity", "cause")
        return cls(run_id, set(known))

    def known(self) -> frozenset[_GroupKey]:
        return frozenset(self._known)

    def restore(self, known: frozenset[_GroupKey]) -> None:
        """Forget the groups that a rollback has removed."""
        self._known = set(known)

    def add(self, problems: Sequence[Problem]) -> None:
        """Store the problems of a batch, in the order of their rows. Call it in its transaction."""
        if not problems:
            return
        by_key: dict[_GroupKey, list[Problem]] = defaultdict(list)
        for problem in problems:
            by_key[self._key(problem)].append(problem)
        groups = self._count(by_key)
        examples: list[RowOutcome] = []
        further: list[FurtherRows] = []
        for key, members in by_key.items():
            room = max(MAX_EXAMPLES - groups[key].stored, 0)
            examples += [self._outcome(groups[key], problem) for problem in members[:room]]
            if lost := [problem for problem in members[room:] if problem.loses_row]:
                further.append(_further_rows(groups[key], lost))
        RowOutcome.objects.bulk_create(examples)
        FurtherRows.objects.bulk_create(further)

    def _key(self, problem: Problem) -> _GroupKey:
        key = (str(problem.severity), problem.cause)
        if key not in self._known and len(self._known) >= MAX_GROUPS:
            key = (str(problem.severity), OTHER_CAUSES)
        self._known.add(key)
        return key

    def _count(self, by_key: dict[_GroupKey, list[Problem]]) -> dict[_GroupKey, _Group]:
        values: dict[str, Any] = {
            "run": self.run_id,
            "severities": [severity for severity, _ in by_key],
            "causes": [cause for _, cause in by_key],
            "counts": [len(problems) for problems in by_key.values()],
        }
        with connection.cursor() as cursor:
            cursor.execute(_ADD, values)
            return {
                (severity, cause): _Group(group_id, count - len(by_key[severity, cause]))
                for severity, cause, group_id, count in cursor.fetchall()
            }

    def _outcome(self, group: _Group, problem: Problem) -> RowOutcome:
        return RowOutcome(
            run_id=self.run_id,
            group_id=group.id,
            row=problem.row,
            external_id=problem.external_id[:100],
            severity=problem.severity,
            message=problem.message[:MAX_MESSAGE],
        )


def _further_rows(group: _Group, problems: Sequence[Problem]) -> FurtherRows:
    return FurtherRows(
        group_id=group.id,
        rows=[problem.row for problem in problems],
        external_ids=[problem.external_id[:100] for problem in problems],
        messages=[problem.message[:MAX_MESSAGE] for problem in problems],
    )
