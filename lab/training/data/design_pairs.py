"""Rendered products in pairs that differ in one attribute: what "the same in blue" teaches."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from lab.demo.palette import contrasting
from lab.demo.world import COLOUR_NAMES, KINDS, Design, sample_design
from lab.training.data.split import is_held_out_design

COLOUR_SHARE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Pair:
    design: Design
    sibling: Design
    changed: str
    """The attribute in which the sibling differs, as in `Design.attributes`."""


def held_out(design: Design) -> bool:
    return is_held_out_design(design.kind, design.attributes)


def sample_pairs(count: int, *, seed: int, from_held_out: bool) -> list[Pair]:
    """Distinct pairs, both designs on the same side of the split."""
    rng = random.Random(seed)
    found: dict[Design, Pair] = {}
    while len(found) < count:
        design = sample_design(rng)
        if held_out(design) is from_held_out:
            for pair in _pairs_of(design, rng, from_held_out):
                found.setdefault(design, pair)
    return list(found.values())


def _pairs_of(design: Design, rng: random.Random, from_held_out: bool) -> Iterator[Pair]:
    """At most one; many tries, as a sibling may lie on the other side of the split."""
    for _ in range(40):
        changed = _changed_attribute(design, rng)
        value = rng.choice(_values(design, changed))
        sibling = with_value(design, changed, value, rng)
        if sibling != design and held_out(sibling) is from_held_out:
            yield Pair(design, sibling, changed)
            return


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
    """The design with one attribute changed; the print keeps its colour where it stays visible."""
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
