"""Labels of clothing photos: the words for each, and the facts that follow from it."""

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
"""Kinds that people label in several ways."""

NO_LABEL: Final = "none"


def words_for(label: str) -> tuple[str, ...]:
    """Return the words for a label. One that is not in LABELS has only its own name."""
    return LABELS[label].words if label in LABELS else (label.lower(),)


def is_familiar(label: str) -> bool:
    """Whether the rendered world and the clothes that encoders are trained on have the label."""
    return label in LABELS


def facts_of_label(label: str) -> dict[str, frozenset[str]]:
    kinds = LABELS[label].kinds if label in LABELS else frozenset()
    return {"label": frozenset({label})} | ({"kind": kinds} if kinds else {})


def facts_of_design(design: Design) -> dict[str, frozenset[str]]:
    stated = {"kind": design.kind, **design.attributes}
    facts = {name: frozenset({value}) for name, value in stated.items()}
    return facts | {"label": possible_labels(design)}


def possible_labels(design: Design) -> frozenset[str]:
    """Return the labels that people might give to a picture of the design."""
    labels = {name for name, label in LABELS.items() if design.kind in label.kinds}
    if design.kind == "t-shirt":
        labels = {"T-Shirt" if design.get("sleeve") == "short" else "Longsleeve"}
    if design.kind in AMBIGUOUS:
        labels |= {"Top", "Longsleeve"}
    return frozenset(labels or {NO_LABEL})
