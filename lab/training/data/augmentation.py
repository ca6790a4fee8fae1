"""Random crop, stretch, turn, mirror, light, blur and cover. Never hue: colour is a label."""

import torch
from torch import Tensor
from torch.nn import functional

MEAN = 0.5
SPREAD = 0.5
BLURRED_SHARE = 0.2
COVERED_SHARE = 0.5


def augmented(pictures: Tensor, *, size: int, generator: torch.Generator) -> Tensor:
    """(n, 3, any, any) in 0 to 1 -> (n, 3, size, size) normalised."""
    count = len(pictures)
    grid = functional.affine_grid(
        _frames(count, generator), [count, 3, size, size], align_corners=False
    )
    moved = functional.grid_sample(pictures, grid, padding_mode="reflection", align_corners=False)
    return normalised(_covered(_relit(_blurred(moved, generator), generator), generator))


def plain(pictures: Tensor, *, size: int) -> Tensor:
    """What the finished encoder does: the whole picture, resized."""
    resized = functional.interpolate(
        pictures, size=(size, size), mode="bicubic", align_corners=False, antialias=True
    )
    return normalised(resized.clamp(0, 1))


def normalised(pictures: Tensor) -> Tensor:
    scaled = (pictures - MEAN) / SPREAD
    return scaled.contiguous(memory_format=torch.channels_last)


def _frames(count: int, generator: torch.Generator) -> Tensor:
    """Affine matrices (count, 2, 3) from the output's square to the part that is shown."""
    stretch = _between(0.87, 1.15, (count, 2), generator)
    scale = _between(0.5, 1.05, (count, 1), generator) * stretch
    angle = _between(-0.3, 0.3, (count,), generator)
    mirror = torch.where(_chance((count,), generator) < 0.5, -1.0, 1.0)
    shift = _between(-1, 1, (count, 2), generator) * (1.05 - scale).clamp(min=0)
    cos, sin = angle.cos(), angle.sin()
    across = torch.stack([mirror * cos * scale[:, 0], -sin * scale[:, 1], shift[:, 0]], dim=1)
    down = torch.stack([mirror * sin * scale[:, 0], cos * scale[:, 1], shift[:, 1]], dim=1)
    return torch.stack([across, down], dim=1)


def _relit(pictures: Tensor, generator: torch.Generator) -> Tensor:
    shape = (len(pictures), 1, 1, 1)
    contrast = _between(0.8, 1.2, shape, generator)
    brightness = _between(-0.12, 0.12, shape, generator)
    return ((pictures - 0.5) * contrast + 0.5 + brightness).clamp(0, 1)


def _blurred(pictures: Tensor, generator: torch.Generator) -> Tensor:
    chosen = (_chance((len(pictures),), generator) < BLURRED_SHARE).nonzero().squeeze(1)
    soft = functional.avg_pool2d(pictures[chosen], 3, stride=1, padding=1, count_include_pad=False)
    return pictures.index_copy(0, chosen, soft)


def _covered(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """A piece of another picture over part of some, as a hand or another thing may hide it. What
    hides it is as varied as pictures are, so no part of a picture may be relied on (CutMix, Yun et
    al. 2019, but for the label, which stays: at most a quarter is hidden).
    """
    count, _, height, width = pictures.shape
    across = _span(count, width, generator)[:, None, :]
    down = _span(count, height, generator)[:, :, None]
    chosen = _chance((count, 1, 1), generator) < COVERED_SHARE
    return torch.where((across & down & chosen)[:, None], pictures.roll(1, dims=0), pictures)


def _span(count: int, length: int, generator: torch.Generator) -> Tensor:
    """bool (count, length): a stretch of a fifth to a half of the length, somewhere."""
    size = _between(0.2, 0.5, (count, 1), generator)
    start = _chance((count, 1), generator) * (1 - size)
    places = (torch.arange(length, device=generator.device) + 0.5) / length
    return (places >= start) & (places < start + size)


def _between(low: float, high: float, shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    return low + (high - low) * _chance(shape, generator)


def _chance(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Uniform in [0, 1), on the generator's device."""
    return torch.rand(shape, generator=generator, device=generator.device)
