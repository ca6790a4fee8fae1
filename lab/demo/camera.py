"""The effects of a phone's camera on a scene: angle, light, lens, sensor and JPEG."""

import io

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Pixels = npt.NDArray[np.float32]
Rng = np.random.Generator
Corners = list[tuple[float, float]]


def perspective_warp(product: Image.Image, rng: Rng) -> Image.Image:
    """Turn the product, tilt it in perspective and perhaps move it partly out of the frame."""
    size = product.width
    target = _corners(size, rng)
    source: Corners = [(0, 0), (size, 0), (size, size), (0, size)]
    # Pillow maps from the target back to the source.
    return product.transform(
        product.size, Image.Transform.PERSPECTIVE, _coefficients(target, source),
        Image.Resampling.BILINEAR,
    )  # fmt: skip


def _corners(size: int, rng: Rng) -> Corners:
    angle = np.deg2rad(np.clip(rng.normal(0, 11), -32, 32))
    half = size / 2 * rng.uniform(0.72, 1.12)
    shift = rng.normal(0, 0.045, 2) * size
    wobble = rng.uniform(-0.07, 0.07, (4, 2)) * size
    square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    placed = square @ turn + wobble + size / 2 + shift
    return [(float(x), float(y)) for x, y in placed]


def _coefficients(target: Corners, source: Corners) -> list[float]:
    """Return the eight coefficients of the homography that maps `target` to `source`."""
    rows = []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    flat = np.array(source, dtype=np.float64).reshape(8)
    return [float(number) for number in np.linalg.solve(np.array(rows, np.float64), flat)]


def expose(scene: Image.Image, rng: Rng) -> Image.Image:
    """Add uneven light, a colour cast, vignetting and sensor noise.

    The cast is at most 6 % per channel, so that the product's colour keeps its name.
    """
    size = scene.width
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size - 0.5
    slope = rng.uniform(-0.22, 0.22, 2)
    vignette = 1 - rng.uniform(0.05, 0.5) * (x**2 + y**2)
    light = (rng.uniform(0.78, 1.12) * (1 + slope[0] * x + slope[1] * y) * vignette)[..., None]
    warmth = rng.uniform(-0.06, 0.06)
    cast = np.array([1 + warmth, 1, 1 - warmth], dtype=np.float32)
    noise = rng.standard_normal((size, size, 1), dtype=np.float32) * rng.uniform(1, 7)
    pixels = np.asarray(scene, dtype=np.float32) * light * cast + noise
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def defocus(scene: Image.Image, rng: Rng) -> Image.Image:
    blur = max(0.0, rng.uniform(-0.6, 1.0)) * scene.width / 256
    return scene.filter(ImageFilter.GaussianBlur(blur)) if blur > 0.15 else scene


def compress_jpeg(scene: Image.Image, rng: Rng) -> Image.Image:
    stored = io.BytesIO()
    scene.save(stored, "JPEG", quality=int(rng.integers(42, 92)))
    return Image.open(stored).convert("RGB")
