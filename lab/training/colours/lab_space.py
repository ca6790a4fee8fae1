"""Conversion from sRGB to CIELAB, where distances are roughly as people see them."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Lab = NDArray[np.float32]
"""Shape (..., 3): lightness 0 to 100, green to red, blue to yellow."""

XYZ_FROM_RGB: Final = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]],
    dtype=np.float32,
)
"""IEC 61966-2-1, for the white point D65."""

WHITE: Final = XYZ_FROM_RGB.sum(axis=1)


def to_lab(rgb: ArrayLike) -> Lab:
    """Convert sRGB from 0 to 255, shape (..., 3), to CIELAB (CIE 15)."""
    part = np.asarray(rgb, dtype=np.float32) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    ratio = linear @ XYZ_FROM_RGB.T / WHITE
    x, y, z = np.moveaxis(np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 0.1379), -1, 0)
    lab: Lab = np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1).astype(np.float32)
    return lab
