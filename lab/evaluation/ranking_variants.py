"""The rankings to compare: the one in force, and others that differ from it in some values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from catalog.search.ranking import RANKING, Ranking, ranking_with

SHOP_RANKER: Final = "the search"


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingVariant:
    name: str  # the ranker in measurements
    ranking: Ranking


IN_FORCE: Final = RankingVariant(name=SHOP_RANKER, ranking=RANKING)


def ranking_variants(assignments: Iterable[str]) -> Sequence[RankingVariant]:
    """Return the ranking in force, then a variant for each text like "text_boost=1 min_score=2".

    Raises UnknownRanking if a name or value does not fit `Ranking`.
    """
    others = [RankingVariant(name=text, ranking=ranking_with(text.split())) for text in assignments]
    return [IN_FORCE, *others]
