"""Texts that may name a person or an order, so that nothing but their search may use them.

Names of people cannot be told from other words. What can be told is left out.
"""

import re
import unicodedata
from typing import Final

# E-mail addresses, also as "name (at) shop", and links.
_ADDRESS: Final = re.compile(r"@|[(\[{]\s*at\s*[)\]}]|//|\bwww\.", re.IGNORECASE)
# Postcodes and numbers of orders; telephone, card and account numbers and dates of birth, with what
# people write between their digits. Sizes such as "90 x 200" are parted by letters.
_LONG_NUMBER: Final = re.compile(r"\d{5}|\d(?:[\s\-./()+]*\d){6}")


def has_address(text: str) -> bool:
    """Whether there is an e-mail address or a link in the text."""
    return bool(_ADDRESS.search(unicodedata.normalize("NFKC", text)))


def has_long_number(text: str) -> bool:
    """Whether there is a number in the text that is longer than those of sizes and models."""
    return bool(_LONG_NUMBER.search(unicodedata.normalize("NFKC", text)))
