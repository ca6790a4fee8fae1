"""HTML to text, in one pass that every tag, closed or not, is passed only once by.

What builds a tree, as browsers do, looks for each tag through all that are open: nh3 took 8 seconds
for 200 kB of them. What is left is text, and shown as text.
"""

import html
import re
from typing import Final

# Each pattern takes what never ends up to the end of the text: a search that failed there would
# begin anew at the next "<".
_TO_THE_END: Final = r"(?:>|\Z)"
_ATTRIBUTES: Final = r"""(?: [^>=] | = \s*+ (?: "[^"]*+(?:"|\Z) | '[^']*+(?:'|\Z) )?+ )*+"""
_MARKUP: Final = re.compile(
    rf"""
    <!-- (?: -?> | .*? (?: --!?> | \Z ) )
  | < (?P<hidden>script|style) (?=[\s/>]|\Z) {_ATTRIBUTES} {_TO_THE_END}
      .*? (?: </(?P=hidden) (?=[\s/>]|\Z) [^>]*+ {_TO_THE_END} | \Z )
  | < (?P<name> /?[a-z][^\s/>]*+ ) {_ATTRIBUTES} {_TO_THE_END}
  | < (?: [!?] | /(?!\Z) ) [^>]*+ {_TO_THE_END}
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
# Where dropping the tag alone would glue two words together.
_BREAKS: Final = frozenset({"br", "/p", "/div", "/li", "/tr", *(f"/h{n}" for n in range(1, 7))})
# No character's number is so long, and Python refuses to read one of thousands of digits.
_ENDLESS_NUMBER: Final = re.compile(r"&#[0-9]{20,}+;?")


def without_markup(source: str) -> str:
    """Feeds often escape their HTML once more, so it is unescaped first."""
    return unescaped(_MARKUP.sub(_left_of, unescaped(source)))


def unescaped(source: str) -> str:
    return html.unescape(_ENDLESS_NUMBER.sub("\N{REPLACEMENT CHARACTER}", source))


def _left_of(found: re.Match[str]) -> str:
    return "\n" if (found["name"] or "").lower() in _BREAKS else ""
