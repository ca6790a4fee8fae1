"""The table of product kinds: category, prices and possible looks of each."""

from dataclasses import dataclass
from typing import Final

PRINTS: Final = (
    "plain", "striped", "checked", "polka dot", "floral", "zigzag", "camouflage", "colour block",
    "argyle", "stars", "leopard",
)  # fmt: skip
QUIET: Final = ("plain", "striped", "checked", "polka dot", "floral", "zigzag", "colour block")
BOLD: Final = ("plain", "striped", "checked", "floral", "camouflage", "colour block", "leopard")
TWO_TONE: Final = ("plain", "colour block", "camouflage", "leopard")
PLAIN: Final = ("plain",)
DENIM: Final = ("blue", "navy", "light blue", "black", "grey", "charcoal", "white")

Shapes = tuple[tuple[str, tuple[str, ...]], ...]
SLEEVES: Final = ("sleeve", ("short", "long"))
ALL_SLEEVES: Final = ("sleeve", ("sleeveless", "short", "long"))
NECKLINES: Final = ("neckline", ("crew neck", "v-neck"))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of product. `shapes` pairs an attribute with the values it may take.

    `prices` are the lowest and highest in EUR; empty `colours` allow the whole palette.
    """

    name: str
    category: tuple[str, ...]
    prices: tuple[int, int]
    materials: tuple[str, ...]
    patterns: tuple[str, ...] = PRINTS
    shapes: Shapes = ()
    colours: tuple[str, ...] = ()


def _top(name: str, label: str, prices: tuple[int, int], *shapes: tuple[str, tuple[str, ...]],
         materials: tuple[str, ...] = ("cotton", "linen", "viscose")) -> Kind:  # fmt: skip
    return Kind(name, ("Clothing", "Tops", label), prices, materials, PRINTS, shapes)


TOPS: Final = (
    _top("t-shirt", "T-shirts", (10, 35), SLEEVES, NECKLINES, materials=("cotton", "linen")),
    _top("tank top", "Tank tops", (8, 28), NECKLINES, materials=("cotton", "viscose")),
    _top("shirt", "Shirts", (25, 80), SLEEVES, materials=("cotton", "linen")),
    _top("blouse", "Blouses", (25, 90), SLEEVES, ("neckline", ("round neck", "v-neck")),
         materials=("silk", "viscose", "cotton")),
    _top("polo shirt", "Polo shirts", (20, 60), SLEEVES, materials=("cotton",)),
    _top("hoodie", "Hoodies", (30, 80), ("closure", ("pullover", "zip")), materials=("cotton",)),
    _top("sweater", "Sweaters", (30, 110), ("neckline", ("crew neck", "v-neck", "turtleneck")),
         materials=("wool", "cashmere")),
    _top("cardigan", "Cardigans", (35, 120), ("length", ("short", "long")),
         materials=("wool", "cashmere")),
)  # fmt: skip

OUTERWEAR: Final = (
    Kind("jacket", ("Clothing", "Outerwear", "Jackets"), (50, 220),
         ("leather", "denim", "nylon"), TWO_TONE, (("closure", ("zip", "buttons")),)),
    Kind("coat", ("Clothing", "Outerwear", "Coats"), (90, 350), ("wool", "cashmere"),
         ("plain", "checked", "colour block", "zigzag", "leopard"),
         (("length", ("short", "long")), ("closure", ("single-breasted", "double-breasted")))),
    Kind("vest", ("Clothing", "Outerwear", "Vests"), (35, 130), ("nylon", "wool"), TWO_TONE,
         (("collar", ("stand-up", "hooded")),)),
)  # fmt: skip

DRESSES_AND_BOTTOMS: Final = (
    Kind("dress", ("Clothing", "Dresses"), (30, 180), ("cotton", "silk", "viscose"), PRINTS,
         (ALL_SLEEVES, ("neckline", ("round neck", "v-neck")),
          ("length", ("mini", "midi", "maxi")))),
    Kind("jumpsuit", ("Clothing", "Jumpsuits"), (40, 150), ("cotton", "viscose"), QUIET,
         (ALL_SLEEVES,)),
    Kind("skirt", ("Clothing", "Skirts"), (20, 90), ("cotton", "wool", "viscose"), PRINTS,
         (("length", ("mini", "midi", "maxi")), ("cut", ("pencil", "flared", "pleated")))),
    Kind("trousers", ("Clothing", "Bottoms", "Trousers"), (30, 120), ("cotton", "wool", "linen"),
         ("plain", "striped", "checked", "camouflage", "floral", "zigzag"),
         (("fit", ("slim", "wide")),)),
    Kind("jeans", ("Clothing", "Bottoms", "Jeans"), (35, 130), ("denim",), PLAIN,
         (("fit", ("slim", "wide")), ("finish", ("clean", "ripped"))), DENIM),
    Kind("shorts", ("Clothing", "Bottoms", "Shorts"), (15, 60), ("cotton", "linen"), PRINTS,
         (("length", ("short", "knee-length")),)),
    Kind("leggings", ("Clothing", "Bottoms", "Leggings"), (15, 60), ("polyamide",), BOLD,
         (("length", ("cropped", "full-length")),)),
)  # fmt: skip

FOOTWEAR: Final = (
    Kind("sneakers", ("Footwear", "Sneakers"), (40, 160), ("canvas", "leather", "suede"),
         ("plain", "striped", "checked", "floral", "camouflage", "leopard", "colour block"),
         (("height", ("low-top", "high-top")),)),
    Kind("boots", ("Footwear", "Boots"), (60, 220), ("leather", "suede"),
         ("plain", "leopard", "floral"), (("height", ("ankle", "knee-high")),
          ("heel", ("flat", "block heel")))),
    Kind("sandals", ("Footwear", "Sandals"), (20, 90), ("leather", "suede"), PLAIN,
         (("heel", ("flat", "wedge")),)),
    Kind("heels", ("Footwear", "Heels"), (40, 180), ("leather", "suede", "satin"),
         ("plain", "polka dot", "leopard", "floral"), (("heel", ("kitten heel", "stiletto")),)),
    Kind("loafers", ("Footwear", "Loafers"), (50, 170), ("leather", "suede"),
         ("plain", "leopard", "checked"), (("detail", ("penny strap", "tassel")),)),
)  # fmt: skip

BAGS: Final = (
    Kind("backpack", ("Bags", "Backpacks"), (30, 140), ("canvas", "nylon", "leather"), PRINTS,
         (("closure", ("zip", "flap")),)),
    Kind("tote bag", ("Bags", "Tote bags"), (15, 90), ("canvas", "cotton", "leather"), PRINTS,
         (("handle", ("short", "long")),)),
    Kind("handbag", ("Bags", "Handbags"), (40, 320), ("leather", "suede"), BOLD,
         (("handle", ("top handle", "chain")), ("form", ("boxy", "rounded")))),
    Kind("suitcase", ("Bags", "Suitcases"), (60, 260), ("polycarbonate",), QUIET,
         (("size", ("cabin", "large")),)),
)  # fmt: skip

ACCESSORIES: Final = (
    Kind("cap", ("Accessories", "Hats", "Caps"), (12, 40), ("cotton", "canvas"), BOLD),
    Kind("beanie", ("Accessories", "Hats", "Beanies"), (12, 45), ("wool", "cashmere"), QUIET,
         (("bobble", ("with bobble", "without bobble")),)),
    Kind("sun hat", ("Accessories", "Hats", "Sun hats"), (15, 60), ("straw", "cotton"),
         ("plain", "striped", "floral", "polka dot", "checked")),
    Kind("scarf", ("Accessories", "Scarves"), (15, 90), ("wool", "silk", "cashmere"), PRINTS,
         (("edge", ("fringed", "plain edge")),)),
    Kind("gloves", ("Accessories", "Gloves"), (15, 70), ("wool", "leather"), QUIET,
         (("form", ("fingers", "mittens")),)),
    Kind("socks", ("Accessories", "Socks"), (5, 18), ("cotton", "wool"), PRINTS,
         (("length", ("ankle", "knee-high")),)),
    Kind("tie", ("Accessories", "Ties"), (15, 70), ("silk", "wool"), QUIET,
         (("width", ("slim", "wide")),)),
    Kind("belt", ("Accessories", "Belts"), (15, 80), ("leather", "suede"), PLAIN,
         (("buckle", ("square", "round")),)),
    Kind("watch", ("Accessories", "Watches"), (50, 400), ("leather", "metal", "silicone"), PLAIN,
         (("dial", ("round", "square")),)),
    Kind("sunglasses", ("Accessories", "Sunglasses"), (20, 180), ("acetate",),
         ("plain", "leopard"), (("frame", ("round", "square", "cat-eye")),)),
    Kind("umbrella", ("Accessories", "Umbrellas"), (15, 60), ("polyester",), PRINTS,
         (("grip", ("hooked", "straight")),)),
)  # fmt: skip

TABLEWARE: Final = (
    Kind("mug", ("Home", "Tableware", "Mugs"), (6, 25), ("ceramic", "enamel"), PRINTS,
         (("form", ("straight", "rounded")),)),
    Kind("teapot", ("Home", "Tableware", "Teapots"), (20, 80), ("ceramic", "cast iron"), QUIET,
         (("form", ("round", "tall")),)),
    Kind("plate", ("Home", "Tableware", "Plates"), (6, 35), ("ceramic", "stoneware"), QUIET),
    Kind("bowl", ("Home", "Tableware", "Bowls"), (6, 35), ("ceramic", "wood"), QUIET),
    Kind("vase", ("Home", "Decoration", "Vases"), (12, 90), ("ceramic", "glass"), QUIET,
         (("form", ("bottle", "bulbous", "cylinder")),)),
    Kind("cushion", ("Home", "Decoration", "Cushions"), (10, 50), ("cotton", "velvet", "linen"),
         PRINTS, (("form", ("square", "round")),)),
)  # fmt: skip

FURNITURE: Final = (
    Kind("table lamp", ("Home", "Lighting", "Table lamps"), (25, 140), ("linen", "metal"), QUIET,
         (("shade", ("cone", "drum")),)),
    Kind("floor lamp", ("Home", "Lighting", "Floor lamps"), (50, 260), ("linen", "metal"), QUIET,
         (("base", ("disc", "tripod")),)),
    Kind("chair", ("Home", "Furniture", "Chairs"), (40, 220), ("wood", "metal"), PLAIN,
         (("back", ("slatted", "solid")),)),
    Kind("armchair", ("Home", "Furniture", "Armchairs"), (150, 700),
         ("velvet", "linen", "leather"), BOLD, (("back", ("wingback", "low")),)),
    Kind("stool", ("Home", "Furniture", "Stools"), (25, 120), ("wood", "metal"), PLAIN,
         (("legs", ("three", "four")),)),
    Kind("table", ("Home", "Furniture", "Tables"), (90, 600), ("wood", "metal"), PLAIN,
         (("top", ("round", "rectangular")),)),
    Kind("sofa", ("Home", "Furniture", "Sofas"), (350, 1600), ("velvet", "linen", "leather"),
         BOLD, (("seats", ("two-seater", "three-seater")),)),
    Kind("bookcase", ("Home", "Furniture", "Bookcases"), (60, 320), ("wood", "metal"), PLAIN,
         (("width", ("narrow", "wide")),)),
    Kind("rug", ("Home", "Decoration", "Rugs"), (40, 350), ("wool", "jute"),
         ("plain", "striped", "checked", "zigzag", "argyle", "floral", "colour block"),
         (("form", ("rectangular", "round")),)),
)  # fmt: skip

KIND_LIST: Final[tuple[Kind, ...]] = (
    *TOPS, *OUTERWEAR, *DRESSES_AND_BOTTOMS, *FOOTWEAR, *BAGS, *ACCESSORIES, *TABLEWARE,
    *FURNITURE,
)  # fmt: skip
