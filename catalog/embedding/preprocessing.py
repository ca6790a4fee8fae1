"""A picture as an encoder's input: open_clip's transform for evaluation, without torch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

RESIZE_MODES = ("squash", "shortest", "longest")
# "random" is for training; open_clip evaluates such models with bicubic too.
INTERPOLATIONS = {
    "bicubic": Image.Resampling.BICUBIC,
    "bilinear": Image.Resampling.BILINEAR,
    "random": Image.Resampling.BICUBIC,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preprocessing:
    width: int
    height: int
    resize_mode: str
    interpolation: Image.Resampling
    fill: int
    mean: tuple[float, ...]
    std: tuple[float, ...]

    @classmethod
    def configured(cls, config: Mapping[str, object]) -> Self:
        """`config`: open_clip's `preprocess_cfg`. Raises ValueError where it is another kind."""
        height, width = input_size(config.get("size"))
        mode, interpolation = config.get("resize_mode"), config.get("interpolation")
        if mode not in RESIZE_MODES or interpolation not in INTERPOLATIONS:
            raise ValueError(f"unknown preprocessing: {mode}, {interpolation}")
        fill = config.get("fill_color", 0)
        return cls(
            width=width,
            height=height,
            resize_mode=str(mode),
            interpolation=INTERPOLATIONS[str(interpolation)],
            fill=fill if isinstance(fill, int) else 0,
            mean=_channels(config.get("mean")),
            std=_channels(config.get("std")),
        )

    @property
    def side(self) -> int:
        """Of its input, the longer one."""
        return max(self.width, self.height)

    def pixels(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        """RGB images as shape (n, 3, height, width)."""
        bytes_ = np.stack([np.asarray(self.fitted(image)) for image in images])
        floats = bytes_.transpose(0, 3, 1, 2).astype(np.float32, order="C")
        mean, std = (np.array(x, np.float32).reshape(3, 1, 1) for x in (self.mean, self.std))
        floats -= 255 * mean
        floats /= 255 * std
        return floats

    def fitted(self, image: Image.Image) -> Image.Image:
        """At the encoder's size; one that is already stays as it is."""
        size = self._resized(image.width, image.height)
        resized = image if size == image.size else image.resize(size, self.interpolation)
        return self._centred(resized)

    def _resized(self, width: int, height: int) -> tuple[int, int]:
        if self.resize_mode == "squash":
            return self.width, self.height
        if self.resize_mode == "shortest" and self.width == self.height:
            # torchvision's rounding, which differs from the one below.
            short, long = sorted((width, height))
            cut = int(self.width * long / short)
            return (self.width, cut) if width <= height else (cut, self.width)
        ratios = width / self.width, height / self.height
        ratio = min(ratios) if self.resize_mode == "shortest" else max(ratios)
        return round(width / ratio), round(height / ratio)

    def _centred(self, image: Image.Image) -> Image.Image:
        if image.size == (self.width, self.height):
            return image
        canvas = Image.new("RGB", (self.width, self.height), (self.fill,) * 3)
        canvas.paste(image, (_offset(image.width, self.width), _offset(image.height, self.height)))
        return canvas


def _offset(length: int, room: int) -> int:
    """Of what is centred; open_clip rounds half to even where it cuts, down where it fills."""
    return (room - length) // 2 if length <= room else -round((length - room) / 2)


def input_size(value: object) -> tuple[int, int]:
    """Height and width, of `size` in open_clip's `preprocess_cfg`. Raises ValueError."""
    if isinstance(value, int):
        return value, value
    if isinstance(value, (list, tuple)) and len(value) == 2 and all(map(_is_length, value)):
        return int(value[0]), int(value[1])
    raise ValueError(f"unknown input size: {value}")


def _is_length(value: object) -> bool:
    return isinstance(value, int) and value > 0


def _channels(value: object) -> tuple[float, ...]:
    values = list(value) if isinstance(value, (list, tuple)) else [value] * 3
    numbers = tuple(float(one) for one in values if isinstance(one, (int, float)))
    if not len(values) == len(numbers) == 3:
        raise ValueError(f"not a value for each of three channels: {value}")
    return numbers
