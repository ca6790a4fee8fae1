"""Which parts of the fused statement a set of filters needs, by how its products are scanned."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from catalog.search import fused_sql
from catalog.search.asked import Asked, Scan, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Branches:
    """Templates of fused_sql.py: `parts` find the `candidates`; `names` stand for texts that
    occur in them; `more` is told of the products not looked at.
    """

    candidates: str
    parts: tuple[str, ...] = ()
    names: Mapping[str, str]
    more: str = fused_sql.NEAREST_MORE

    @property
    def all_parts(self) -> tuple[str, ...]:
        return (*self.parts, fused_sql.CANDIDATES, fused_sql.OWN, fused_sql.PLACES,
                fused_sql.SCORED, fused_sql.RELEVANT, self.more, fused_sql.VALUES,
                fused_sql.FACETS, fused_sql.OUTCOME)  # fmt: skip


REACH: Final = "(SELECT n FROM reach_{k})"
NOTHING_COUNTED: Final = {"reach": "NULL", "misjudged": "FALSE"}

COMPLETE: Final = Branches(
    parts=(fused_sql.PASSING, fused_sql.EXACT, fused_sql.NEAREST, fused_sql.WAITING),
    names={
        "at_most": "",
        "few": "TRUE",
        "passing": "TABLE passing_{k}",
        "unseen": "(SELECT n FROM reach_{k}) > (SELECT count(*) FROM scored_{k})",
        "reach": REACH,
        "misjudged": "FALSE",
        "named_more": "FALSE",
    },
    candidates="TABLE nearest_{k} UNION ALL TABLE waiting_{k}",
)
COUNTED: Final = replace(
    COMPLETE,
    names={
        **COMPLETE.names,
        "at_most": "LIMIT {exact_limit} + 1",
        "few": REACH + " <= {exact_limit}",
        "misjudged": REACH + " > {exact_limit}",
    },
)
INDEXED: Final = Branches(
    parts=(fused_sql.INDEXED, fused_sql.NEAREST),
    names={
        "nearby": "TRUE",
        "passing": "{products}",
        "unseen": "TRUE",
        "reach": "NULL",
        "named_more": "FALSE",
        # The scan gave up before it had brought enough (its limits stand in execution.py), or
        # brought only photos of a few products.
        "misjudged": """(SELECT count(*) < {over_fetch} OR count(DISTINCT product_id) < {fewest}
            FROM indexed_{k})""",
    },
    candidates="TABLE nearest_{k}",
)
FILTERED: Final = replace(
    INDEXED,
    parts=(fused_sql.NEARBY, *INDEXED.parts),
    # Hardly any: what passes lies elsewhere in the graph.
    names={**INDEXED.names, "nearby": "(SELECT n FROM nearby_{k}) >= {fewest_nearby}"},
)
BY_VECTOR: Final = {Scan.COUNTED: COUNTED, Scan.INDEXED: INDEXED, Scan.COMPLETE: COMPLETE}
WORDS_ALONE: Final = Branches(
    names=NOTHING_COUNTED, candidates=fused_sql.NAMED_ONLY, more=fused_sql.OTHER_MORE
)
SHELVES: Final = replace(WORDS_ALONE, candidates=fused_sql.BROWSE)


def branches_of(asked: Asked, scope: Scope) -> Branches:
    if asked.nearest is None:
        return WORDS_ALONE if asked.literal.wanted else SHELVES
    nearest = FILTERED if scope.is_probed else BY_VECTOR[scope.scan]
    return _with_named(nearest) if asked.literal.wanted else nearest


def _with_named(branches: Branches) -> Branches:
    return replace(
        branches,
        parts=(*branches.parts, fused_sql.NAMED),
        names={**branches.names, "named_more": fused_sql.NAMED_MORE},
        candidates=branches.candidates + " UNION ALL TABLE named_{k}",
    )
