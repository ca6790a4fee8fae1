"""The split into training and held-out data, fixed so that metrics of different runs compare."""

import zlib
from collections.abc import Mapping
from typing import Final

HELD_OUT_DESIGNS: Final = 0.10
HELD_OUT_PHOTOGRAPHERS: Final = 0.20
HELD_OUT_PRODUCTS: Final = 0.10
HELD_OUT_LABELS: Final = 0.25


def is_held_out_design(kind: str, attributes: Mapping[str, str]) -> bool:
    """Decide by a hash of all attributes together, so that each single value is trained on."""
    combination = "|".join([kind, *(f"{key}={attributes[key]}" for key in sorted(attributes))])
    return _hash_fraction(combination) < HELD_OUT_DESIGNS


def is_held_out_photographer(photographer: str) -> bool:
    return _hash_fraction(f"photographer {photographer}") < HELD_OUT_PHOTOGRAPHERS


def is_held_out_label(label: str) -> bool:
    """Decide by the label alone, so that two sources of photos agree on a label of both."""
    return _hash_fraction(f"label {label.casefold()}") < HELD_OUT_LABELS


def is_held_out_product(external_id: str) -> bool:
    return _hash_fraction(f"product {external_id}") < HELD_OUT_PRODUCTS


def _hash_fraction(text: str) -> float:
    """Return a number in [0, 1), from CRC-32, because `hash` is salted per process."""
    return zlib.crc32(text.encode()) / 2**32
