"""The finish of each material: grain, folds and gloss."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

BICUBIC: Final = Image.Resampling.BICUBIC
Pixels = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Finish:
    """How a material looks under light.

    `volume` is roundness, `gloss` the strength of highlights, `folds` the depth of creases, `weave`
    the kind of grain and `depth` its contrast.
    """

    volume: float = 1.0
    gloss: float = 0.0
    folds: float = 0.0
    weave: str = "smooth"
    depth: float = 0.02


SMOOTH: Final = Finish(1.1, 0.9)
FINISHES: Final[dict[str, Finish]] = {
    "cotton": Finish(0.9, 0.0, 0.13, "fine", 0.02),
    "linen": Finish(0.9, 0.0, 0.15, "cross", 0.05),
    "viscose": Finish(0.9, 0.1, 0.16, "fine", 0.015),
    "silk": Finish(1.0, 0.8, 0.18, "smooth", 0.01),
    "satin": Finish(1.1, 1.0, 0.10, "smooth", 0.01),
    "wool": Finish(1.1, 0.0, 0.05, "knit", 0.09),
    "cashmere": Finish(1.1, 0.0, 0.06, "knit", 0.05),
    "denim": Finish(0.9, 0.0, 0.11, "twill", 0.08),
    "canvas": Finish(0.9, 0.0, 0.04, "cross", 0.06),
    "velvet": Finish(1.4, 0.15, 0.07, "fine", 0.05),
    "suede": Finish(1.1, 0.0, 0.05, "fine", 0.045),
    "leather": Finish(1.3, 0.8, 0.05, "pebble", 0.018),
    "nylon": Finish(1.1, 0.5, 0.15, "smooth", 0.01),
    "polyester": Finish(1.0, 0.3, 0.06, "smooth", 0.01),
    "polyamide": Finish(1.0, 0.2, 0.05, "fine", 0.02),
    "polycarbonate": Finish(1.2, 1.0),
    "acetate": Finish(1.2, 1.2),
    "silicone": Finish(1.0, 0.2),
    "ceramic": SMOOTH,
    "glass": Finish(1.3, 1.4),
    "enamel": Finish(1.1, 1.1),
    "stoneware": Finish(1.0, 0.2, 0.0, "fine", 0.05),
    "cast iron": Finish(1.1, 0.3, 0.0, "pebble", 0.02),
    "metal": Finish(1.1, 0.8, 0.0, "brushed", 0.04),
    "wood": Finish(0.9, 0.1, 0.0, "wood", 0.10),
    "straw": Finish(1.0, 0.0, 0.0, "cross", 0.14),
    "jute": Finish(0.8, 0.0, 0.0, "cross", 0.14),
}


@dataclass(frozen=True, slots=True)
class Surface:
    """The material of one product; `seed` places its creases."""

    material: str
    seed: int


BRIGHTNESS_UNIT: Final = 128
"""The whole number that means a brightness of 1.0."""


def grain(surface: Surface, size: int) -> Pixels:
    """Return relative brightness (size, size) around 0: fibres and creases, x BRIGHTNESS_UNIT."""
    finish = FINISHES[surface.material]
    fibres = _fibres(finish.weave, finish.depth, size)
    if not finish.folds:
        return fibres
    return fibres + _creases(size, surface.seed % CREASE_VARIANTS) * (
        finish.folds * BRIGHTNESS_UNIT
    )


CREASE_VARIANTS: Final = 12


@lru_cache(maxsize=64)
def _creases(size: int, index: int) -> Pixels:
    rng = np.random.default_rng(index)
    dy, dx = (int(step) for step in rng.integers(0, size, 2))
    return np.roll(_folds(size), (dy, dx), (0, 1))


@lru_cache(maxsize=64)
def _fibres(weave: str, depth: float, size: int) -> Pixels:
    return _weave(weave, size) * np.float32(depth * BRIGHTNESS_UNIT)


def _weave(name: str, size: int) -> Pixels:
    y, x = (axis.astype(np.float32) * (512 / size) for axis in np.mgrid[0:size, 0:size])
    noise = np.random.default_rng(7).normal(size=(size, size)).astype(np.float32)
    waves = {
        "smooth": 0 * x,
        "fine": noise * 0.6,
        "cross": np.sin(x * 1.9) * 0.5 + np.sin(y * 1.9) * 0.5 + noise * 0.4,
        "twill": np.sin((x + y) * 1.5) * 0.5 + noise * 0.5,
        "knit": np.sin(y * 0.9 + np.abs((x % 8) - 4) * 0.9) * 0.8 + noise * 0.25,
        "pebble": _smooth_noise(size, (110, 110), 3),
        "brushed": _stretched(noise),
        "wood": np.sin(y * 0.35 + 3 * _smooth_noise(size, (6, 3), 5)) * 0.5 + noise * 0.2,
    }
    return np.asarray(waves[name], dtype=np.float32)


@lru_cache(maxsize=8)
def _folds(size: int) -> Pixels:
    """Return the slopes of gentle creases in cloth: long, hanging ones and a few sideways ones."""
    hanging = _smooth_noise(size, (3, 11), 11)
    pulled = _smooth_noise(size, (9, 4), 12)
    across = np.roll(hanging, -2, 1) - np.roll(hanging, 2, 1)
    down = np.roll(pulled, -2, 0) - np.roll(pulled, 2, 0)
    slope = across / across.std() + 0.6 * down / down.std()
    return np.asarray(np.clip(slope / 2, -1.2, 1.2), dtype=np.float32)


def _smooth_noise(size: int, bumps: tuple[int, int], seed: int) -> Pixels:
    """Return tileable noise with `bumps` down and across, and a standard deviation of one."""
    coarse = np.random.default_rng(seed).standard_normal(bumps, dtype=np.float32)
    # Interpolation distorts the border, so only the middle of 3 x 3 repeats is used.
    wide = Image.fromarray(np.tile(coarse, (3, 3))).resize((3 * size, 3 * size), BICUBIC)
    soft = np.asarray(wide, np.float32)[size : 2 * size, size : 2 * size]
    return np.asarray((soft - soft.mean()) / soft.std(), dtype=np.float32)


def _stretched(noise: Pixels) -> Pixels:
    rows = np.cumsum(noise, axis=1)
    span = max(2, noise.shape[1] // 16)
    return np.asarray((rows - np.roll(rows, span, axis=1)) / span**0.5 * 0.6, dtype=np.float32)
