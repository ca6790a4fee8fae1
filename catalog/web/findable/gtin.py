"""Global Trade Item Numbers, by the check digit of GS1 (General Specifications, 7.9)."""

from typing import Final

LENGTHS: Final = (8, 12, 13, 14)


def valid_gtin(text: str) -> str:
    """The digits of a valid GTIN; "" for anything else, which search engines would reject."""
    digits = text.replace(" ", "").replace("-", "")
    if len(digits) not in LENGTHS or not (digits.isascii() and digits.isdigit()):
        return ""
    if not digits.strip("0"):
        return ""
    # Weights are 3 and 1 in turn, from the digit before the check digit.
    total = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(digits[-2::-1]))
    return digits if (total + int(digits[-1])) % 10 == 0 else ""
