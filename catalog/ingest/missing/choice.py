from dataclasses import dataclass
from typing import Self

from catalog.models import ImportRun, MissingAction, MissingScope


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingChoice:
    """What the merchant wants done with products that the file no longer has."""

    action: MissingAction = MissingAction.KEEP
    scope: MissingScope = MissingScope.FEED

    @classmethod
    def of_run(cls, run: ImportRun) -> Self:
        return cls(action=MissingAction(run.missing_action), scope=MissingScope(run.missing_scope))


KEEP_MISSING = MissingChoice()
