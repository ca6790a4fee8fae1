"""The demo catalog: distinct products, and sample photos to search them with."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from PIL import Image

from lab.demo.kinds import KIND_LIST, Kind
from lab.demo.merchant_texts import merchant_description, merchant_title
from lab.demo.phrases import attribute_phrase
from lab.demo.scene import Scene, product_scene
from lab.demo.shopper import shopper_photo
from lab.demo.world import KINDS, Design, sample_of_kind

BRANDS: Final = (
    "Alder & Moss", "Brightwater", "Casa Lume", "Dunefield", "Eddy North", "Fjellvik", "Greta Vane",
    "Harrow Lane", "Ilmari", "Juniper Row", "Koru Studio", "Lindqvell", "Marlow Pike", "Norda",
)  # fmt: skip
HOME_BRANDS: Final = ("Casa Lume", "Fjellvik", "Ilmari", "Koru Studio", "Lindqvell", "Norda")
AVAILABILITIES: Final = ("in_stock",) * 86 + ("out_of_stock",) * 9 + ("preorder",) * 3 + (
    "backorder",) * 2  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoProduct:
    """One listing. Colour variants of one model share `group_id`."""

    external_id: str
    group_id: str
    title: str
    description: str
    brand: str
    price: Decimal
    sale_price: Decimal | None
    currency: str = "EUR"
    availability: str
    category: tuple[str, ...]
    attributes: dict[str, str]
    tags: tuple[str, ...]
    design: Design


def demo_products(count: int = 1000, *, seed: int = 1) -> list[DemoProduct]:
    """Make products with distinct designs. The first len(KINDS) products have one of each kind."""
    rng = random.Random(seed)
    return [demo_product(i, design, rng) for i, design in enumerate(_designs(count, rng), start=1)]


def _designs(count: int, rng: random.Random) -> list[Design]:
    designs: dict[Design, None] = {}
    while len(designs) < count:
        kinds = rng.sample(KIND_LIST, len(KIND_LIST))
        for kind in kinds[: count - len(designs)]:
            designs.setdefault(sample_of_kind(kind, rng))
    return list(designs)


def demo_product(number: int, design: Design, rng: random.Random) -> DemoProduct:
    """Make a listing of the design, with texts, a price and a brand."""
    kind = KINDS[design.kind]
    price = _price(kind, rng)
    group = (design.kind, design.pattern, design.material, *(value for _, value in design.shape))
    return DemoProduct(
        external_id=f"demo-{number:05d}",
        group_id="-".join(group).replace(" ", "_"),
        title=merchant_title(design, rng),
        description=merchant_description(design, rng),
        brand=rng.choice(HOME_BRANDS if kind.category[0] == "Home" else BRANDS),
        price=price,
        sale_price=_sale_price(price, rng),
        availability=rng.choice(AVAILABILITIES),
        category=kind.category,
        attributes=design.attributes,
        tags=_tags(design, rng),
        design=design,
    )


def _price(kind: Kind, rng: random.Random) -> Decimal:
    """Choose a price that ends in .90, .95, .99 or .00. Low prices are likelier than high ones."""
    low, high = kind.prices
    whole = int(rng.triangular(low, high, low + (high - low) / 3))
    return whole + Decimal(rng.choice(("0.00", "0.90", "0.95", "0.99")))


def _sale_price(price: Decimal, rng: random.Random) -> Decimal | None:
    if rng.random() > 0.18:
        return None
    return (price * Decimal(rng.choice(("0.9", "0.8", "0.7", "0.5")))).quantize(Decimal("0.01"))


def _tags(design: Design, rng: random.Random) -> tuple[str, ...]:
    tags = [design.material, design.pattern]
    extra = rng.sample(("new", "bestseller", "sustainable", "gift idea", "limited"), 2)
    return tuple(dict.fromkeys(tags + extra[: rng.randrange(3)]))


SamplePhoto = tuple[DemoProduct, Image.Image, str]


def demo_shopper_photos(count: int = 12, *, seed: int = 1) -> list[SamplePhoto]:
    """Draw shopper photos of demo products, each with a text that refines the search.

    At least two other demo products of the same kind match the text.
    """
    rng = random.Random(seed)
    products = demo_products(seed=seed)
    kinds = rng.sample(SAMPLE_KINDS, min(count, len(SAMPLE_KINDS)))
    chosen = [_example(kinds[i % len(kinds)], products, rng) for i in range(count)]
    return [
        (
            product,
            shopper_photo(product.design, seed=seed + i),
            _refinement(product, products, rng, names=_attributes(product)),
        )
        for i, product in enumerate(chosen)
    ]


def demo_scene(*, seed: int = 1) -> Scene:
    """Photograph demo products of SCENE_KINDS together, the one to search for first."""
    rng = random.Random(seed)
    products = demo_products(seed=seed)
    chosen = [_example(kind, products, rng) for kind in SCENE_KINDS]
    return product_scene([each.design for each in chosen], seed=seed, size=SCENE_SIZE)


SCENE_KINDS: Final = ("handbag", "sneakers", "umbrella")
# Of the first kind, the demo has products in this colour.
SCENE_WORDS: Final = "in navy"
SCENE_SIZE: Final = 640
# Kinds that people photograph for a search and that are recognisable in a thumbnail.
SAMPLE_KINDS: Final = (
    "dress", "sneakers", "backpack", "armchair", "mug", "t-shirt", "handbag", "beanie", "vase",
    "table lamp", "coat", "boots", "cushion", "skirt", "sweater", "teapot", "umbrella", "heels",
)  # fmt: skip


def _example(kind: str, products: list[DemoProduct], rng: random.Random) -> DemoProduct:
    return rng.choice([product for product in products if product.design.kind == kind])


def _attributes(product: DemoProduct) -> tuple[str, ...]:
    """What a sample may be refined by: most often the colour."""
    return ("color", "color", "pattern", *dict(product.design.shape))


def _refinement(
    product: DemoProduct, products: list[DemoProduct], rng: random.Random, *, names: Sequence[str]
) -> str:
    """Name a value of an attribute that `product` lacks, but two or more of its kind have."""
    siblings = [p for p in products if p.design.kind == product.design.kind]
    refinements = [
        (name, value)
        for name in names
        for value in sorted({p.attributes[name] for p in siblings} - {product.attributes[name]})
        if sum(p.attributes[name] == value for p in siblings) >= 2
    ]
    name, value = rng.choice(refinements)
    return f"in {value}" if name == "color" else attribute_phrase(name, value, rng)
