"""Which parts of WordNet hold what shops sell: the table behind selection.py.

Synsets are named "word:sense", as the database numbers the senses of a word.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

_ANIMAL, _ARTIFACT, _FOOD, _PLANT, _MATERIAL = 5, 6, 13, 20, 27


class Evidence(Enum):
    """What shows that people know a thing, and not only a dictionary."""

    NONE = auto()
    USED_OR_PICTURED = auto()
    """WordNet's texts use the word, or ImageNet's 22,000 synsets include it."""
    USED_OR_WELL_PICTURED = auto()
    WELL_PICTURED = auto()
    """It is one of ImageNet's 12,000 synsets with many photos."""
    USED = auto()
    CLASS = auto()
    """It is one of ImageNet's 1,000 classes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Everything below the roots, but for what is below `without`, that has the evidence."""

    roots: tuple[str, ...]
    without: tuple[str, ...] = ()
    subject: int | None = None
    evidence: Evidence = Evidence.NONE
    about: tuple[str, ...] = ()
    """Words of which the gloss must have one, if any are given."""


_UNSOLD: Final = (
    "structure:1", "way:6", "excavation:3", "facility:1", "opening:10", "area:5", "weaponry:1",
    "weapon:1", "ammunition:1", "explosive:1", "vehicle:1", "public_transport:1", "drug:1",
    "narcotic:1", "contraceptive:1", "medicine:2", "representation:2", "satellite:1", "system:1",
    "creation:2", "surface:1", "medium:1", "military_vehicle:1",
)  # fmt: skip

FIELDS: Final = (
    # Anything that people make and photograph.
    Field(roots=("artifact:1",), without=_UNSOLD, evidence=Evidence.WELL_PICTURED),
    # Goods of which the rarer kinds are wanted too.
    Field(
        roots=("home_appliance:1", "utensil:1", "hand_tool:1", "garden_tool:1", "power_tool:1",
               "cleaning_implement:1", "writing_implement:1", "sports_equipment:1",
               "musical_instrument:1", "container:1", "covering:2", "furnishing:1", "lamp:1",
               "lamp:2", "timepiece:1", "photographic_equipment:1", "telephone:1",
               "optical_instrument:1", "computer_peripheral:1", "audio_system:1", "fastener:2",
               "candle:1", "ball:1", "ball:6", "mirror:1", "paint:1", "rug:1", "floor_cover:1",
               "wrapping:1", "adhesive_tape:1", "padding:1", "rack:1", "stand:4", "bicycle:1",
               "consumer_goods:1", "plumbing_fixture:1", "game_equipment:1", "gear:4"),
        without=_UNSOLD,
        evidence=Evidence.USED_OR_PICTURED,
    ),
    Field(
        roots=("tent:1", "fence:1", "door:1", "gate:1", "window:1", "shelter:2", "framework:3",
               "partition:1", "vehicle:1", "birdcage:1"),
        without=("military_vehicle:1", "warship:1", "missile:1"),
        evidence=Evidence.USED_OR_WELL_PICTURED,
    ),
    Field(
        roots=("decoration:1", "jewelry:1", "toy:1", "design:4", "clothing:1", "tableware:1",
               "furniture:1", "fabric:1", "footwear:1", "footwear:2", "cosmetic:1", "toiletry:1",
               "game:9", "book:2", "white_goods:1", "white_goods:2", "stationery:1"),
        subject=_ARTIFACT,
    ),
    # Pictures, sculptures, books and magazines.
    Field(roots=("creation:2", "publication:1", "representation:2"),
          evidence=Evidence.USED_OR_PICTURED),
    Field(roots=("food:1", "food:2", "beverage:1", "foodstuff:2"), subject=_FOOD),
    # Plants of gardens, windowsills and kitchens.
    Field(
        roots=("plant:2",), subject=_PLANT, evidence=Evidence.USED_OR_WELL_PICTURED,
        about=("cultivat", "garden", "ornamental", "houseplant", "grown", "edible", "fruit",
               "vegetable", "herb", "showy", "popular", "pot ", "flower", "cactus", "fern",
               "palm", "hedge", "lawn", "bulb", "timber", "wood", "spice", "tea"),
    ),
    Field(roots=("flower:2", "fruit:1", "nut:1", "houseplant:1"),
          evidence=Evidence.USED_OR_WELL_PICTURED),
    # Pets, farm animals, and what is printed on things.
    Field(roots=("dog:1", "domestic_cat:1"), subject=_ANIMAL),
    Field(roots=("animal:1",), subject=_ANIMAL, evidence=Evidence.USED),
    Field(roots=("bird:1", "fish:1", "mammal:1"), subject=_ANIMAL,
          evidence=Evidence.USED_OR_WELL_PICTURED,
          about=("pet", "domestic", "aquarium", "cage", "breed", "tame", "familiar", "common")),
    Field(roots=("entity:1",), evidence=Evidence.CLASS),
    Field(roots=("wood:1", "fiber:1", "wax:1", "adhesive:1", "glass:1", "plastic:1",
                 "rubber:1", "pigment:1"),
          without=("protein:1",), subject=_MATERIAL, evidence=Evidence.USED),
    Field(roots=("leather:1", "fur:1", "wool:1", "gem:2", "paper:1"), subject=_MATERIAL),
    Field(roots=("chromatic_color:1", "achromatic_color:1")),
    Field(roots=("sport:1", "game:3"), without=("blood_sport:1",),
          evidence=Evidence.WELL_PICTURED),
)  # fmt: skip

COLOURS_AND_PATTERNS: Final = (
    "patterned:1", "plain:3", "colored:1", "chromatic:3", "achromatic:1", "light:2", "dark:2",
)  # fmt: skip
"""Adjectives that bring all that WordNet calls similar to them."""

QUALITIES: Final = (
    "bright:2", "dull:5", "round:1", "angular:2", "curved:1", "smooth:1", "rough:1", "soft:1",
    "hard:3", "thick:1", "thin:1", "wide:1", "narrow:1", "long:2", "short:2", "large:1", "small:1",
    "tall:1", "low:2", "fancy:1", "adorned:1", "sleeved:1", "sleeveless:1", "shiny:1", "elastic:1",
    "hairy:1", "woody:1", "woven:1", "portable:1", "metallic:1", "rainproof:1", "transparent:1",
    "opaque:1", "flat:1", "pointed:1", "hollow:1", "wooden:1", "woolen:1", "fragrant:1",
    "washable:1", "heavy:1", "light:1", "tight:1", "loose:3", "warm:1", "shod:1", "disposable:2",
    "reusable:1", "handmade:1", "new:1", "old:2", "sweet:1", "spicy:1",
)  # fmt: skip
"""Adjectives of appearance that bring the similar ones which are used in texts."""

UNSOLD_TOPICS: Final = (
    "military:1", "navy:1", "physics:1", "chemistry:1", "biology:1", "medicine:1", "anatomy:1",
    "psychiatry:1", "law:1", "law:5", "theology:1", "linguistics:1", "computer_science:1",
    "mathematics:1", "geology:1", "philosophy:2", "architecture:3", "astronomy:1",
)  # fmt: skip
"""Fields in which a word is a technical term."""

OFFENSIVE_USAGES: Final = (
    "ethnic_slur:1", "disparagement:1", "obscenity:1", "vulgarism:1", "slang:2", "archaism:1",
)  # fmt: skip

UNWANTED_WORDS: Final = frozenset((
    "golliwog", "golliwogg", "dildo", "swastika", "blackface", "roach clip", "roach holder",
    "Eskimo dog", "old squaw", "squaw grass", "gypsyweed", "wood pussy", "pussy", "faggot",
    "fagot", "faggot stitch", "fag end", "crowbait", "Jap", "dyke", "coolie", "bloody shame",
    "thing", "unit", "object", "stuff", "entity", "human race", "nude", "nude painting", "zero",
))  # fmt: skip
"""Words that offend, or that nobody types for goods."""

VAGUE: Final = frozenset((
    "entity", "artifact", "instrumentality", "device", "structure", "covering", "implement",
    "conveyance", "creation", "commodity", "article", "merchandise", "durables", "mechanism",
    "restraint", "support", "connection", "system", "surface", "block", "fixture", "strip",
    "sheet", "line", "layer", "product", "machine", "equipment", "apparatus", "vehicle",
    "instrument", "animal", "organism", "plant", "vertebrate", "mammal", "chordate", "placental",
    "carnivore", "substance", "matter", "foodstuff", "food", "nutriment", "solid", "dish",
    "container", "vessel", "receptacle", "ware", "work", "representation", "design", "protection",
    "abstraction", "medium", "publication", "float", "weight", "padding", "piece", "hardware",
    "attachment", "fastener", "decoration", "adornment", "facility", "arthropod", "invertebrate",
    "herb", "shrub", "tree", "flavorer", "ingredient", "object", "unit", "whole", "thing", "color",
    "consumption", "material",
))  # fmt: skip
"""What says too little to be the broader word of anything."""
