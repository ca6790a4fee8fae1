"""Photo against words, as one of three choices."""

from __future__ import annotations

from enum import IntEnum

from catalog.search.ranking import RANKING


class Balance(IntEnum):
    """The photo's share in percent, as "w" in addresses. Balanced, the engine chooses it."""

    PHOTO = 75
    BALANCED = round(RANKING.image_weight * 100)
    WORDS = 30

    @classmethod
    def nearest(cls, percent: int) -> Balance:
        """Return the choice for any share: addresses of earlier versions hold others."""
        return min(cls, key=lambda choice: abs(choice - percent))

    @property
    def image_weight(self) -> float | None:
        return None if self is Balance.BALANCED else self / 100

    @property
    def parameter(self) -> str:
        return "" if self is Balance.BALANCED else str(int(self))
