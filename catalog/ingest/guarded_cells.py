"""Cells of the CSV files that the shop writes, guarded against spreadsheets.

A spreadsheet runs a cell such as =1+1 as a formula, and changes what looks like a number or date:
0042 to 42, 4006381333931 to 4.00638E+12, 10-12 to the 10th of December. An apostrophe before the
cell makes it text. `unguarded` takes off exactly what `guarded` has put on, since a cell needs a
guard or not regardless of apostrophes at its start: the shop can read its own files back.
"""

import re
from typing import Final

# Formulas: https://owasp.org/www-community/attacks/CSV_Injection, also with full-width signs. Then
# numbers with leading zeros, of more digits than are shown, and with an exponent; and dates.
_CHANGED: Final = re.compile(
    r"""[ \n']* (?:
        [=+\-@\t\r\uff1d\uff0b\uff0d\uff20] .*
      | 0[0-9]+
      | [0-9]{12,}
      | [0-9]+ (?: [.,][0-9]+ )? E [+-]? [0-9]+
      | [0-9]{1,4} [-/] [0-9]{1,2} (?: [-/] [0-9]{1,4} )? (?: [ T][0-9] .* )?
    )""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def guarded(cell: str) -> str:
    """Return the cell with an apostrophe before it, if a spreadsheet would run or change it."""
    return f"'{cell}" if _CHANGED.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """Return the cell that `guarded` was given. Others are returned as they are."""
    return cell[1:] if cell.startswith("'") and _CHANGED.fullmatch(cell) else cell
