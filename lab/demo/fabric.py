"""Fabric patterns as SVG pattern tiles."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lab.demo.palette import Rgb, darken, lighten, luminance, mix, to_hex


@dataclass(frozen=True, slots=True)
class Dyes:
    """The colours a fabric is made of."""

    main: Rgb
    second: Rgb

    @property
    def base(self) -> str:
        return to_hex(self.main)

    @property
    def print(self) -> str:
        return to_hex(self.second)


@dataclass(frozen=True, slots=True)
class Tile:
    """One repeat of a pattern: size in canvas units, and the shapes on top of the main colour."""

    width: float
    height: float
    shapes: str


def striped(dyes: Dyes, rng: random.Random) -> Tile:
    height = rng.uniform(24, 36)
    share = rng.uniform(0.34, 0.46)
    return Tile(40, height, f'<rect width="40" height="{height * share:g}" fill="{dyes.print}"/>')


def checked(dyes: Dyes, rng: random.Random) -> Tile:
    side = rng.uniform(36, 50)
    band, fine = side * 0.32, side * 0.05
    bands = (
        f'<rect width="{side}" height="{band}" fill="{dyes.print}" fill-opacity=".48"/>'
        f'<rect width="{band}" height="{side}" fill="{dyes.print}" fill-opacity=".48"/>'
    )
    at = side * 0.66
    lines = (
        f'<path d="M{at},0 V{side} M0,{at} H{side}" stroke="{dyes.print}" stroke-width="{fine}"/>'
    )
    return Tile(side, side, bands + lines)


def polka_dot(dyes: Dyes, rng: random.Random) -> Tile:
    side = rng.uniform(28, 40)
    r = side * rng.uniform(0.19, 0.24)
    half = side / 2
    centres = ((0, 0), (side, 0), (0, side), (side, side), (half, half))
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="{r:g}"/>' for x, y in centres)
    return Tile(side, side, f'<g fill="{dyes.print}">{dots}</g>')


def floral(dyes: Dyes, rng: random.Random) -> Tile:
    heart = "#f6d55a" if dyes.second[2] < 200 or luminance(dyes.second) < 190 else "#e0913a"
    leaf = to_hex(mix((70, 130, 70), dyes.main, 0.25))
    spots = ((24, 26, 1.0), (70, 66, 1.1), (72, 18, 0.62), (22, 72, 0.66))
    blooms = "".join(
        f'<g transform="translate({x},{y}) rotate({rng.randrange(72)}) scale({size})">'
        f'<path d="M0,16 Q12,20 18,32 Q2,32 0,16 Z" fill="{leaf}"/>{_petals(dyes)}'
        f'<circle r="5" fill="{heart}"/></g>'
        for x, y, size in spots
    )
    return Tile(96, 92, blooms)


def _petals(dyes: Dyes) -> str:
    edge = to_hex(mix(dyes.second, dyes.main, 0.3))
    petal = f'<ellipse cy="-10.5" rx="7" ry="9" fill="{dyes.print}" stroke="{edge}"/>'
    return "".join(f'<g transform="rotate({angle})">{petal}</g>' for angle in range(0, 360, 72))


def zigzag(dyes: Dyes, rng: random.Random) -> Tile:
    height = rng.uniform(28, 38)
    width, stroke = height * 0.95, height * 0.27
    paths = "".join(
        f"M{-width / 2},{y + height / 2} L0,{y} L{width / 2},{y + height / 2} L{width},{y} "
        f"L{width * 1.5},{y + height / 2} "
        for y in (-height / 2, height / 2)
    )
    return Tile(width, height, f'<path d="{paths}" fill="none" stroke="{dyes.print}" '
                               f'stroke-width="{stroke:g}"/>')  # fmt: skip


def camouflage(dyes: Dyes, rng: random.Random) -> Tile:
    dark = luminance(dyes.main) < 110
    other = lighten(dyes.main, 0.3) if dark else darken(dyes.main, 0.38)
    tones = (
        to_hex(other),
        dyes.print,
        to_hex(darken(dyes.main, 0.5) if not dark else lighten(dyes.main, 0.14)),
    )
    blobs = [(_blob(rng), tones[i % 3], rng.uniform(0, 120), rng.uniform(0, 120)) for i in range(9)]
    # A blob over the tile's edge is drawn again on the far side, so that no seam shows.
    copies = "".join(
        f'<path transform="translate({x + dx:g},{y + dy:g})" d="{d}" fill="{tone}"/>'
        for d, tone, x, y in blobs for dx in (-120, 0, 120) for dy in (-120, 0, 120)
    )  # fmt: skip
    return Tile(120, 120, copies)


def _blob(rng: random.Random) -> str:
    wide, high = rng.uniform(16, 27), rng.uniform(9, 15)
    dent = rng.uniform(-4, 7)
    return (
        f"M{-wide:g},0 C{-wide:g},{-high:g} {-wide / 3:g},{-high - dent:g} 0,{-high / 2:g} "
        f"S{wide:g},{-high:g} {wide:g},{dent:g} S{wide / 3:g},{high + dent:g} 0,{high / 2:g} "
        f"S{-wide:g},{high:g} {-wide:g},0 Z"
    )


def argyle(dyes: Dyes, rng: random.Random) -> Tile:
    width = rng.uniform(48, 60)
    height, x = width * 1.4, width / 2
    y = height / 2
    line = to_hex(
        lighten(dyes.second, 0.45) if luminance(dyes.main) < 140 else darken(dyes.second, 0.4)
    )
    return Tile(width, height, (
        f'<path d="M{x},{height * 0.08} L{width * 0.92},{y} L{x},{height * 0.92} '
        f'L{width * 0.08},{y} Z" fill="{dyes.print}"/><path d="M0,0 L{width},{height} M{width},0 '
        f'L0,{height}" stroke="{line}" stroke-width="1.4" stroke-dasharray="5 3"/>'
    ))  # fmt: skip


def stars(dyes: Dyes, rng: random.Random) -> Tile:
    side = rng.uniform(46, 58)
    star = (
        "M0,-10 L2.9,-3.2 L10,-3 L4.5,1.6 L6.3,8.6 L0,4.6 L-6.3,8.6 L-4.5,1.6 L-10,-3 L-2.9,-3.2 Z"
    )
    placements = (
        (0.26, 0.26, 1.15, 8),
        (0.76, 0.76, 1.15, -10),
        (0.76, 0.24, 0.6, 20),
        (0.24, 0.78, 0.6, 0),
    )
    return Tile(side, side, "".join(
        f'<path transform="translate({side * x:g},{side * y:g}) rotate({turn}) scale({size})" '
        f'd="{star}" fill="{dyes.print}"/>' for x, y, size, turn in placements
    ))  # fmt: skip


def leopard(dyes: Dyes, rng: random.Random) -> Tile:
    core = to_hex(mix(dyes.main, dyes.second, 0.4))
    spots = []
    for x, y in ((14, 14), (46, 10), (76, 22), (28, 42), (62, 50), (10, 70), (42, 76), (76, 78)):
        rx, ry = rng.uniform(6, 9), rng.uniform(5, 7.5)
        gap = f"{rx * 2:.1f} 3 {rx:.1f} 4"
        spots.append(
            f'<ellipse transform="translate({x},{y}) rotate({rng.randrange(180)})" rx="{rx:.1f}" '
            f'ry="{ry:.1f}" fill="{core}" stroke="{dyes.print}" stroke-width="4.4" '
            f'stroke-dasharray="{gap}"/>'
        )
    return Tile(90, 90, "".join(spots))


TILES: Final[dict[str, Callable[[Dyes, random.Random], Tile]]] = {
    "striped": striped,
    "checked": checked,
    "polka dot": polka_dot,
    "floral": floral,
    "zigzag": zigzag,
    "camouflage": camouflage,
    "argyle": argyle,
    "stars": stars,
    "leopard": leopard,
}
