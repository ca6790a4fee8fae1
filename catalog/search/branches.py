"""Which parts of the fused statement a set of filters needs. Fewer parts are planned sooner."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from catalog.search import fused_sql
from catalog.search.asked import Asked, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Branches:
    """Templates of fused_sql.py: `parts` find the `candidates`; `names` stand for texts that
    occur in them; `more` and `reach` are what is told of the products not looked at.
    """

    candidates: str
    parts: tuple[str, ...] = ()
    names: Mapping[str, str]
    more: str = fused_sql.NEAREST_MORE
    reach: str = "NULL"

    @property
    def all_parts(self) -> tuple[str, ...]:
        return (*self.parts, fused_sql.CANDIDATES, fused_sql.SCORED, fused_sql.RELEVANT,
                self.more, fused_sql.FACETS)  # fmt: skip


BY_VECTOR: Final = "TABLE nearest_{k} UNION ALL TABLE waiting_{k}"

COUNTED: Final = Branches(
    parts=(
        fused_sql.PASSING, fused_sql.INDEXED, fused_sql.DRIED, fused_sql.EXACT, fused_sql.NEAREST,
    ),
    names=fused_sql.COUNTED_NAMES,
    candidates=BY_VECTOR,
    reach="(SELECT n FROM reach_{k})",
)  # fmt: skip
KNOWN_MANY: Final = Branches(
    parts=(fused_sql.INDEXED, fused_sql.DRIED, fused_sql.NEAREST),
    names=fused_sql.KNOWN_MANY_NAMES,
    candidates=BY_VECTOR,
)
WORDS_ALONE: Final = Branches(
    names={}, candidates=fused_sql.NAMED_ONLY, more=fused_sql.OTHER_MORE
)  # fmt: skip
SHELVES: Final = Branches(names={}, candidates=fused_sql.BROWSE, more=fused_sql.OTHER_MORE)


def branches_of(asked: Asked, scope: Scope) -> Branches:
    if asked.nearest is None:
        return WORDS_ALONE if asked.literal.wanted else SHELVES
    nearest = KNOWN_MANY if scope.known_many else COUNTED
    return _with_named(nearest) if asked.literal.wanted else nearest


def _with_named(branches: Branches) -> Branches:
    return replace(
        branches,
        parts=(*branches.parts, fused_sql.NAMED),
        candidates=branches.candidates + " UNION ALL TABLE named_{k}",
    )
