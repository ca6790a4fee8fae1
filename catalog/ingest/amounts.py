"""Numbers as people write them: "1299.00", "1.299,00", "1 299,00" and "1'299.00"."""

import re
from decimal import Decimal
from typing import Final, Literal

Mark = Literal[".", ","]
# The digits with what parts them: apostrophes and spaces, also those that do not break.
NUMBER: Final = r"[0-9](?:[0-9.,'\u2019 \u00a0\u202f]*[0-9])?"
OTHER_MARK: Final[dict[Mark, Mark]] = {".": ",", ",": "."}
_SPACES: Final = re.compile(r"['\u2019 \u00a0\u202f]")
_GROUP: Final = 3  # digits


def decimal_mark(number: str) -> Mark | None:
    """Return the mark before the decimals, if the number has one and can be read in one way only.

    "1.299" may be 1299 or 1.299, and "1299" tells nothing.
    """
    marks = re.findall("[.,]", number)
    if not marks or is_ambiguous(number):
        return None
    last: Mark = "." if marks[-1] == "." else ","
    # A mark that is repeated parts thousands.
    return OTHER_MARK[last] if marks.count(last) > 1 else last


def is_ambiguous(number: str) -> bool:
    """Whether the only mark may part thousands or decimals, as in "1.299"."""
    whole, *rest = re.split("[.,]", number)
    digits = _SPACES.sub("", whole)
    may_be_thousands = len(rest) == 1 and len(rest[0]) == _GROUP and digits == whole
    return may_be_thousands and len(digits) <= _GROUP and not digits.startswith("0")


def parse_amount(number: str, mark: Mark) -> Decimal | None:
    """Return the value of a number whose decimals follow `mark`; None if it is written wrongly."""
    whole, found, decimals = number.partition(mark)
    if found and not re.fullmatch("[0-9]+", decimals):
        return None
    groups = re.split(r"['\u2019 \u00a0\u202f" + OTHER_MARK[mark] + "]", whole)
    if not all(re.fullmatch("[0-9]+", group) for group in groups):
        return None
    first, *others = groups
    if others and (len(first) > _GROUP or any(len(group) != _GROUP for group in others)):
        return None
    return Decimal(f"{''.join(groups)}.{decimals or '0'}")
