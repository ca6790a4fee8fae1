"""Which products stood where on a page of results, signed, so that reports of them can be believed.

A page carries the list, and its scripts send it back with what was seen and opened. So nobody can
count a product as seen that was not shown, and nothing is stored until then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.core import signing

from catalog.insights.impressions import Place
from catalog.models import AskedBy

_SALT: Final = "catalog.web.shown_cards"
# For which a page can report. Whoever returns to it later is not counted.
MAX_AGE: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCards:
    search: str  # tells pages apart that were answered at once; nothing is stored under it
    asked_by: AskedBy
    first: int  # the position of the first product, from 1
    product_ids: tuple[int, ...]

    def signed(self) -> str:
        content = [self.search, self.asked_by, self.first, *self.product_ids]
        return signing.dumps(content, salt=_SALT, compress=True)

    @classmethod
    def read(cls, text: str) -> ShownCards | None:
        """Read a list that this shop has signed lately; None for any other text."""
        try:
            content = signing.loads(text, salt=_SALT, max_age=MAX_AGE)
        except signing.BadSignature:
            return None
        search, asked_by, first, *product_ids = content
        return cls(
            search=search,
            asked_by=AskedBy(asked_by),
            first=first,
            product_ids=tuple(product_ids),
        )

    def within(self, indexes: Iterable[int]) -> list[int]:
        return [index for index in indexes if index < len(self.product_ids)]

    def place(self, index: int) -> Place:
        return Place(self.asked_by, self.first + index, self.product_ids[index])

    def place_of(self, product_id: int) -> Place | None:
        if product_id not in self.product_ids:
            return None
        return self.place(self.product_ids.index(product_id))
