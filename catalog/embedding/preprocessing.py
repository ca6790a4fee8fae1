"""open_clip's image transform for inference, on Pillow and NumPy instead of torch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

RESIZE_MODES = ("squash", "shortest", "longest")
# "random" is for training; for inference open_clip treats it as bicubic.
INTERPOLATIONS = {
    "bicubic": Image.Resampling.BICUBIC,
    "bilinear": Image.Resampling.BILINEAR,
    "random": Image.Resampling.BICUBIC,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preprocessing:
    """How pictures become a model's input.

    `mean` and `std` are per channel, of pixel values from 0 to 1. `fill_color` is from 0 to 255.
    """

    width: int
    height: int
    resize_mode: str
    interpolation: Image.Resampling
    fill_color: int
    mean: tuple[float, ...]
    std: tuple[float, ...]

    @classmethod
    def from_config(cls, config: Mapping[str, object]) -> Self:
        """Read open_clip's `preprocess_cfg`. Raises ValueError if it is not supported."""
        height, width = input_size(config.get("size"))
        mode, interpolation = config.get("resize_mode"), config.get("interpolation")
        if mode not in RESIZE_MODES or interpolation not in INTERPOLATIONS:
            raise ValueError(f"unknown preprocessing: {mode}, {interpolation}")
        fill_color = config.get("fill_color", 0)
        return cls(
            width=width,
            height=height,
            resize_mode=str(mode),
            interpolation=INTERPOLATIONS[str(interpolation)],
            fill_color=fill_color if isinstance(fill_color, int) else 0,
            mean=_channels(config.get("mean")),
            std=_channels(config.get("std")),
        )

    @property
    def image_size(self) -> int:
        """The longer side of the input, in pixels."""
        return max(self.width, self.height)

    def enlarged(self, scale: int) -> Self:
        """The same, with an input that is `scale` times as wide and high, and shows all of it."""
        width, height = scale * self.width, scale * self.height
        return replace(self, width=width, height=height, resize_mode="squash")

    def normalise(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        """Turn RGB images into the model's input, of shape (n, 3, height, width)."""
        bytes_ = np.stack([np.asarray(self.resize(image)) for image in images])
        pixels = bytes_.transpose(0, 3, 1, 2).astype(np.float32, order="C")
        mean, std = (np.array(x, np.float32).reshape(3, 1, 1) for x in (self.mean, self.std))
        pixels -= 255 * mean
        pixels /= 255 * std
        return pixels

    def resize(self, image: Image.Image) -> Image.Image:
        """Resize, then crop or pad to the input size; an image of that size is returned as is."""
        size = self._resized_size(image.width, image.height)
        resized = image if size == image.size else image.resize(size, self.interpolation)
        return self._center(resized)

    def _resized_size(self, width: int, height: int) -> tuple[int, int]:
        if self.resize_mode == "squash":
            return self.width, self.height
        if self.resize_mode == "shortest" and self.width == self.height:
            # Here open_clip uses torchvision's Resize, which truncates. Its own transforms round.
            short, long = sorted((width, height))
            longer = int(self.width * long / short)
            return (self.width, longer) if width <= height else (longer, self.width)
        ratios = width / self.width, height / self.height
        ratio = min(ratios) if self.resize_mode == "shortest" else max(ratios)
        return round(width / ratio), round(height / ratio)

    def _center(self, image: Image.Image) -> Image.Image:
        if image.size == (self.width, self.height):
            return image
        canvas = Image.new("RGB", (self.width, self.height), (self.fill_color,) * 3)
        canvas.paste(image, (_offset(image.width, self.width), _offset(image.height, self.height)))
        return canvas


def _offset(length: int, canvas: int) -> int:
    """Where a side begins on the canvas to be centred, negative if it is cropped.

    As in open_clip, halves are rounded to even when cropping, and down when padding.
    """
    return (canvas - length) // 2 if length <= canvas else -round((length - canvas) / 2)


def input_size(value: object) -> tuple[int, int]:
    """Height and width from `size` of open_clip's `preprocess_cfg`. Raises ValueError."""
    if isinstance(value, int):
        return value, value
    if isinstance(value, (list, tuple)) and len(value) == 2 and all(map(_is_length, value)):
        return int(value[0]), int(value[1])
    raise ValueError(f"unknown input size: {value}")


def _is_length(value: object) -> bool:
    return isinstance(value, int) and value > 0


def _channels(value: object) -> tuple[float, ...]:
    values = list(value) if isinstance(value, (list, tuple)) else [value] * 3
    numbers = tuple(float(number) for number in values if isinstance(number, (int, float)))
    if not len(values) == len(numbers) == 3:
        raise ValueError(f"not a value for each of three channels: {value}")
    return numbers
