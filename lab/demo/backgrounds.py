"""Procedural backgrounds of shoppers' photos: floors, beds, walls, lawns, streets."""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

Pixels = npt.NDArray[np.float32]
Rng = np.random.Generator


def background(size: int, rng: Rng) -> Image.Image:
    draw = BACKGROUNDS[int(rng.integers(len(BACKGROUNDS)))]
    return draw(size, rng)


def _image(pixels: Pixels) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _pick(rng: Rng, *tones: tuple[int, int, int]) -> Pixels:
    tone = np.array(tones[int(rng.integers(len(tones)))], dtype=np.float32)
    return tone + rng.uniform(-10, 10, 3).astype(np.float32)


def _clouds(size: int, cells: int, rng: Rng) -> Pixels:
    """Return smooth noise (size, size, 1) from -1 to 1, with about `cells` bumps per row."""
    coarse = rng.uniform(-1, 1, (cells, cells)).astype(np.float32)
    smooth = Image.fromarray(coarse).resize((size, size), Image.Resampling.BICUBIC)
    return np.asarray(smooth)[..., None]


def wood_floor(size: int, rng: Rng) -> Image.Image:
    tone = _pick(rng, (164, 118, 76), (196, 156, 112), (112, 78, 54), (206, 182, 150))
    plank = size / rng.uniform(4, 8)
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    row = np.floor(y / plank).astype(np.intp)
    tint = rng.uniform(-0.12, 0.12, int(size / plank) + 2).astype(np.float32)[row]
    streak = np.asarray(
        Image.fromarray(rng.normal(size=(size, max(4, size // 40))).astype(np.float32)).resize(
            (size, size), Image.Resampling.BICUBIC
        )
    )
    gap = np.where((y % plank) < size / 180 + 0.8, -0.4, 0.0)
    shade = 1 + tint + 0.06 * streak + gap + 0.03 * np.sin(x / size * 9)
    planks = _image(shade[..., None] * tone)
    return planks.rotate(90) if rng.random() < 0.5 else planks


def bed_sheet(size: int, rng: Rng) -> Image.Image:
    tone = _pick(rng, (232, 230, 226), (214, 220, 230), (226, 214, 206), (170, 178, 188))
    angle, bend = rng.uniform(0, np.pi), _clouds(size, 4, rng)[..., 0]
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    along = x * np.cos(angle) + y * np.sin(angle)
    creases = np.sin(along * rng.uniform(12, 26) + 3.5 * bend) * (0.5 + 0.5 * bend)
    shade = 1 + 0.07 * creases + 0.06 * _clouds(size, 5, rng)[..., 0]
    return _image((shade[..., None] * tone).astype(np.float32))


def wall(size: int, rng: Rng) -> Image.Image:
    tone = _pick(rng, (222, 216, 204), (198, 206, 208), (186, 170, 156), (150, 160, 158))
    light = np.linspace(rng.uniform(-0.15, 0.15), rng.uniform(-0.15, 0.15), size)[None, :, None]
    plaster = _image((1 + light + 0.03 * _clouds(size, size // 5, rng)).astype(np.float32) * tone)
    if rng.random() < 0.5:
        _skirting(plaster, rng)
    return plaster


def _skirting(picture: Image.Image, rng: Rng) -> None:
    size, top = picture.width, int(picture.width * rng.uniform(0.78, 0.92))
    floor = tuple(int(part) for part in _pick(rng, (120, 92, 70), (150, 148, 146), (90, 84, 80)))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, top, size, size), fill=floor)
    pen.rectangle((0, top - size // 24, size, top), fill=(236, 234, 230))


def blurred_street(size: int, rng: Rng) -> Image.Image:
    small = Image.new(
        "RGB", (64, 64), tuple(int(part) for part in _pick(rng, (130, 134, 140), (168, 164, 156)))
    )
    pen = ImageDraw.Draw(small)
    for _ in range(26):
        x, y, width, height = (int(number) for number in rng.integers(-10, 60, 4))
        grey = rng.integers(40, 230)
        fill = tuple(int(part) for part in np.clip(grey + rng.integers(-22, 22, 3), 0, 255))
        pen.rectangle((x, y, x + max(6, width // 2), y + max(8, height)), fill=fill)
    soft = small.filter(ImageFilter.GaussianBlur(2.4))
    return soft.resize((size, size), Image.Resampling.BICUBIC)


def lawn(size: int, rng: Rng) -> Image.Image:
    tone = _pick(rng, (92, 122, 56), (112, 132, 76), (138, 128, 84))
    blades = rng.normal(size=(size, size, 1)).astype(np.float32)
    soft = (blades + np.roll(blades, 1, 0) + np.roll(blades, 2, 0)) / 3
    return _image((1 + 0.28 * soft + 0.16 * _clouds(size, 8, rng)) * tone)


def tiles(size: int, rng: Rng) -> Image.Image:
    tone = _pick(rng, (206, 204, 200), (170, 166, 160), (110, 112, 118), (212, 196, 178))
    step = size / rng.uniform(3, 6)
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    joint = np.minimum(x % step, y % step) < size / 120 + 0.6
    shade = 1 + 0.06 * _clouds(size, 12, rng)[..., 0] - 0.25 * joint
    return _image(shade[..., None] * tone)


def concrete(size: int, rng: Rng) -> Image.Image:
    tone = _pick(rng, (150, 148, 144), (120, 120, 122), (176, 170, 162))
    speck = rng.normal(size=(size, size, 1)).astype(np.float32)
    return _image((1 + 0.09 * speck + 0.14 * _clouds(size, 7, rng)) * tone)


def carpet(size: int, rng: Rng) -> Image.Image:
    tone = _pick(rng, (140, 130, 122), (96, 100, 112), (176, 160, 140), (122, 86, 80))
    pile = rng.normal(size=(size, size, 1)).astype(np.float32)
    return _image((1 + 0.14 * pile + 0.08 * _clouds(size, 10, rng)) * tone)


def cluttered_desk(size: int, rng: Rng) -> Image.Image:
    """Draw papers, the edge of a screen and other objects, cut off by the frame."""
    desk = _image((1 + 0.05 * _clouds(size, 9, rng)) * _pick(rng, (190, 160, 124), (226, 224, 220)))
    pen = ImageDraw.Draw(desk)
    for _ in range(int(rng.integers(3, 7))):
        angle, radius = rng.uniform(0, 6.28), size * rng.uniform(0.5, 0.68)
        x, y = size / 2 + radius * np.cos(angle), size / 2 + radius * np.sin(angle)
        half_w, half_h = size * rng.uniform(0.06, 0.2), size * rng.uniform(0.06, 0.2)
        fill = tuple(int(part) for part in rng.integers(40, 240) + rng.integers(-15, 15, 3))
        pen.rectangle((x - half_w, y - half_h, x + half_w, y + half_h), fill=fill)
    return desk.filter(ImageFilter.GaussianBlur(size / 200))


BACKGROUNDS: Final[tuple[Callable[[int, Rng], Image.Image], ...]] = (
    wood_floor, bed_sheet, wall, blurred_street, lawn, tiles, concrete, carpet, cluttered_desk,
)  # fmt: skip
