"""How the labels of real clothes photos are said, and which rendered kinds they may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lab.demo.world import Design


@dataclass(frozen=True, slots=True)
class Label:
    words: tuple[str, ...]
    kinds: frozenset[str]
    """Rendered kinds that a photo with this label may show."""


LABELS: Final[Mapping[str, Label]] = {
    "T-Shirt": Label(("t-shirt", "tee", "tshirt", "short-sleeved t-shirt"), frozenset({"t-shirt"})),
    "Longsleeve": Label(
        ("longsleeve", "long-sleeved top", "long sleeve t-shirt", "long-sleeved shirt"),
        frozenset({"t-shirt", "sweater"}),
    ),
    "Pants": Label(("pants", "trousers", "jeans"), frozenset({"trousers", "jeans", "leggings"})),
    "Shoes": Label(
        ("shoes", "pair of shoes", "footwear"),
        frozenset({"sneakers", "boots", "sandals", "heels", "loafers"}),
    ),
    "Shirt": Label(("shirt", "button-up shirt", "button-down"), frozenset({"shirt"})),
    "Dress": Label(("dress", "frock", "gown"), frozenset({"dress"})),
    "Outwear": Label(
        ("outerwear", "jacket or coat", "warm jacket", "outdoor jacket"),
        frozenset({"jacket", "coat", "vest"}),
    ),
    "Shorts": Label(("shorts", "short pants"), frozenset({"shorts"})),
    "Hat": Label(("hat", "headwear", "cap or hat"), frozenset({"cap", "beanie", "sun hat"})),
    "Skirt": Label(("skirt",), frozenset({"skirt"})),
    "Undershirt": Label(("undershirt", "tank top", "vest top"), frozenset({"tank top"})),
    "Blazer": Label(("blazer", "suit jacket"), frozenset()),
    "Hoodie": Label(("hoodie", "hooded sweatshirt", "hoody"), frozenset({"hoodie"})),
    "Polo": Label(("polo", "polo shirt"), frozenset({"polo shirt"})),
    "Body": Label(("baby bodysuit", "bodysuit", "onesie"), frozenset()),
    "Top": Label(("top", "crop top"), frozenset({"tank top", "blouse"})),
    "Blouse": Label(("blouse",), frozenset({"blouse"})),
}

AMBIGUOUS: Final = frozenset({"sweater", "cardigan", "leggings", "vest", "tank top", "blouse"})
"""Kinds to which the photographers of these labels gave more than one."""

NONE: Final = "none"


def words_for(label: str) -> tuple[str, ...]:
    """A label of the merchant's own is said as it is written."""
    return LABELS[label].words if label in LABELS else (label.lower(),)


def facts_of_label(label: str) -> dict[str, frozenset[str]]:
    kinds = LABELS[label].kinds if label in LABELS else frozenset()
    return {"label": frozenset({label})} | ({"kind": kinds} if kinds else {})


def possible_labels(design: Design) -> frozenset[str]:
    """The labels that people might give to the rendered design."""
    found = {name for name, label in LABELS.items() if design.kind in label.kinds}
    if design.kind == "t-shirt":
        found = {"T-Shirt" if design.get("sleeve") == "short" else "Longsleeve"}
    if design.kind in AMBIGUOUS:
        found |= {"Top", "Longsleeve"}
    return frozenset(found or {NONE})
