"""What things are made of and whom they are for, by department of shop_words.txt."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Department:
    """What the things of a department are made of and whom they are for, and where they end.

    Its terms are those of shop_words.txt whose broader word is one of `broader`.
    """

    broader: frozenset[str]
    materials: tuple[str, ...]
    audiences: tuple[tuple[str, ...], ...] = ()
    """Wordings of each audience: before the thing, or after it with "for"."""


_PEOPLE: Final = (
    ("women's", "ladies'", "for women", "for ladies"),
    ("men's", "mens", "for men"),
    ("kids'", "children's", "for kids", "for children"),
    ("girls'", "for girls"),
    ("boys'", "for boys"),
    ("unisex", "for men and women"),
)

DEPARTMENTS: Final = (
    Department(
        frozenset((
            "sweater", "t-shirt", "top", "shirt", "jacket", "coat", "dress", "skirt", "trousers",
            "leggings", "jeans", "shorts", "hoodie", "sweatshirt", "nightwear", "clothing",
            "raincoat", "outerwear",
        )),
        ("cotton", "wool", "linen", "silk", "denim", "cashmere", "velvet", "fleece", "corduroy"),
        _PEOPLE,
    ),
    Department(
        frozenset(("shoes", "boots", "sandals", "heels", "sneakers", "sports shoes")),
        ("leather", "suede", "canvas", "velvet", "mesh", "faux leather", "nubuck"),
        _PEOPLE,
    ),
    Department(
        frozenset(("bag", "backpack", "wallet", "luggage")),
        ("leather", "canvas", "nylon", "straw", "suede", "faux leather"),
        _PEOPLE[:3],
    ),
    Department(
        frozenset(("hat", "scarf", "gloves", "socks")),
        ("wool", "cotton", "cashmere", "fleece", "merino"),
        _PEOPLE,
    ),
    Department(
        frozenset(("furniture", "sofa", "armchair", "chair", "stool", "table", "desk", "shelf")),
        ("oak", "wood", "metal", "rattan", "velvet", "leather", "walnut", "bamboo"),
    ),
    Department(
        frozenset(("lamp", "lighting", "decoration", "clock", "mirror")),
        ("brass", "glass", "ceramic", "wood", "metal", "paper", "marble"),
    ),
    Department(
        frozenset(("bedding", "blanket", "home textiles", "towel", "rug", "curtains", "mat")),
        ("cotton", "linen", "wool", "jute", "velvet", "microfibre"),
    ),
    Department(
        frozenset(("tableware", "plate", "bowl", "cup", "glass", "kitchenware", "bottle")),
        ("ceramic", "porcelain", "glass", "stoneware", "bamboo", "stainless steel"),
    ),
)  # fmt: skip
