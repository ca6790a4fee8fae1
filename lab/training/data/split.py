"""Which products and photographers are never trained on. Fixed: figures stay comparable."""

import zlib
from collections.abc import Mapping
from typing import Final

HELD_OUT_DESIGNS: Final = 0.10
HELD_OUT_PHOTOGRAPHERS: Final = 0.20
HELD_OUT_PRODUCTS: Final = 0.10


def is_held_out_design(kind: str, attributes: Mapping[str, str]) -> bool:
    """Decided by the whole combination of attributes, so each value is still trained on."""
    spelled = "|".join([kind, *(f"{key}={attributes[key]}" for key in sorted(attributes))])
    return _share(spelled) < HELD_OUT_DESIGNS


def is_held_out_photographer(photographer: str) -> bool:
    return _share(f"photographer {photographer}") < HELD_OUT_PHOTOGRAPHERS


def is_held_out_product(external_id: str) -> bool:
    return _share(f"product {external_id}") < HELD_OUT_PRODUCTS


def _share(text: str) -> float:
    """A number in [0, 1) that depends on the text alone (`hash` is salted per process)."""
    return zlib.crc32(text.encode()) / 2**32
