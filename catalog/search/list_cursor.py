"""Where the next page of a list begins, as a text that only this shop can write.

It names the last product that was listed. So a page begins at one look into the index of ids,
however far back it is, and products that come or go move no other to another page.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from django.core import signing

from catalog.search.query import MAX_ID

SALT: Final = "catalog.search.list_cursor"
# What begins a list.
START: Final = "*"
# Characters of the longest cursor, with room for longer numbers and signatures.
MAX_CURSOR: Final = 200


class InvalidCursor(ValueError):
    """The shop has not given this cursor, or not for this list. The message tells what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    after: int  # the primary key of the last product
    total: int  # how many products the list had when it began
    listed: str  # stands for the filters

    def signed(self) -> str:
        # Without a time: the same page has the same text, so that clients can keep it (ETag).
        return signing.Signer(salt=SALT).sign_object([self.after, self.total, self.listed])

    @classmethod
    def read(cls, text: str, *, listed: str) -> Cursor:
        """Return the cursor of a list. Raises InvalidCursor."""
        try:
            match signing.Signer(salt=SALT).unsign_object(text[:MAX_CURSOR]):
                case [int(after), int(total), str(of)] if 0 <= after <= MAX_ID and total >= 0:
                    cursor = cls(after=after, total=total, listed=of)
                case _:
                    raise InvalidCursor(_UNKNOWN)
        except (signing.BadSignature, ValueError) as error:
            raise InvalidCursor(_UNKNOWN) from error
        if cursor.listed != listed:
            raise InvalidCursor(_OTHER_FILTERS)
        return cursor


_UNKNOWN: Final = (
    f'This is no cursor of this shop. Send `next_cursor` as it came, or begin with "{START}".'
)
_OTHER_FILTERS: Final = (
    "This cursor belongs to a list with other filters. Send the filters that the list began with, "
    f'or begin with "{START}".'
)


def list_key(*criteria: object) -> str:
    """What stands for the filters of a list in its cursors."""
    return sha256(repr(criteria).encode()).hexdigest()[:16]
