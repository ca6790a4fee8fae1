"""Pairs of designs that differ in one attribute: examples of "the same in blue"."""

import random
from dataclasses import dataclass, replace
from typing import Final

from lab.demo.palette import contrasting
from lab.demo.world import COLOUR_NAMES, KINDS, Design, sample_design
from lab.training.data.split import is_held_out_design

COLOUR_SHARE: Final = 0.4
"""Share of pairs that differ in colour."""

MAX_SIBLINGS_TRIED: Final = 40
"""Many, because only one in ten siblings of a held-out design is held out too."""


@dataclass(frozen=True, slots=True)
class Pair:
    design: Design
    sibling: Design
    changed: str
    """The name, in `Design.attributes`, of the attribute in which the sibling differs."""


def facts_after_change(pair: Pair) -> dict[str, str]:
    """Return the sibling's value of the changed attribute, and all values that both share."""
    old, new = pair.design.attributes, pair.sibling.attributes
    unchanged = {name: value for name, value in old.items() if new.get(name) == value}
    return {"kind": pair.design.kind, **unchanged, pair.changed: new[pair.changed]}


def is_held_out(design: Design) -> bool:
    return is_held_out_design(design.kind, design.attributes)


def sample_pairs(count: int, *, seed: int, from_held_out: bool) -> list[Pair]:
    """Return distinct pairs, with both designs of a pair on the same side of the split."""
    rng = random.Random(seed)
    pairs: dict[Design, Pair] = {}
    while len(pairs) < count:
        design = sample_design(rng)
        if is_held_out(design) is from_held_out and (pair := _pair(design, rng, from_held_out)):
            pairs.setdefault(design, pair)
    return list(pairs.values())


def _pair(design: Design, rng: random.Random, from_held_out: bool) -> Pair | None:
    """Pair the design with a random sibling on its side of the split.

    Return None if every sibling tried is on the other side or equal to the design.
    """
    for _ in range(MAX_SIBLINGS_TRIED):
        changed = _changed_attribute(design, rng)
        value = rng.choice(_values(design, changed))
        sibling = with_value(design, changed, value, rng)
        if sibling != design and is_held_out(sibling) is from_held_out:
            return Pair(design, sibling, changed)
    return None


def _changed_attribute(design: Design, rng: random.Random) -> str:
    if rng.random() < COLOUR_SHARE:
        return "color"
    return rng.choice(("pattern", "material", *(name for name, _ in design.shape)))


def _values(design: Design, name: str) -> tuple[str, ...]:
    kind = KINDS[design.kind]
    known = {
        "color": kind.colours or COLOUR_NAMES,
        "pattern": kind.patterns,
        "material": kind.materials,
    }
    return (known | dict(kind.shapes))[name]


def with_value(design: Design, name: str, value: str, rng: random.Random) -> Design:
    """Change one attribute. A print keeps its colour if it stays visible on the ground colour."""
    if name == "color":
        return replace(
            design, colour=value, pattern_colour=_print_colour(design, design.pattern, value, rng)
        )
    if name == "pattern":
        return replace(
            design, pattern=value, pattern_colour=_print_colour(design, value, design.colour, rng)
        )
    if name == "material":
        return replace(design, material=value)
    shape = tuple((key, value if key == name else old) for key, old in design.shape)
    return replace(design, shape=shape)


def _print_colour(design: Design, pattern: str, ground: str, rng: random.Random) -> str | None:
    if pattern == "plain":
        return None
    visible = contrasting(ground)
    return design.pattern_colour if design.pattern_colour in visible else rng.choice(visible)
