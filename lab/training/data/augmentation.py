"""Augmentation of pictures by random crop, stretch, rotation, flip, light, blur and occlusion.

No hue jitter: colour is one of the attributes to learn.
"""

import torch
from torch import Tensor
from torch.nn import functional

MEAN = 0.5
STD = 0.5
BLUR_PROBABILITY = 0.2
OCCLUSION_PROBABILITY = 0.5


def augment(pictures: Tensor, *, size: int, generator: torch.Generator) -> Tensor:
    """Augment pictures (n, 3, any, any) in [0, 1] and return (n, 3, size, size), normalized."""
    count = len(pictures)
    grid = functional.affine_grid(
        _affine_matrices(count, generator), [count, 3, size, size], align_corners=False
    )
    cropped = functional.grid_sample(pictures, grid, padding_mode="reflection", align_corners=False)
    return normalize(_occlude(_jitter_light(_blur(cropped, generator), generator), generator))


def mixtures(pictures: Tensor, targets: Tensor, *, count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Return `count` mixtures of two random pictures (n, 3, any, any) each, with random shares, and
    the same mixtures of their targets (n, d) (mixup, Zhang et al. 2018).
    """
    device = pictures.device
    generator = torch.Generator(device).manual_seed(seed)
    first, second = torch.randint(
        len(pictures), (2, count), generator=generator, device=device
    ).unbind()
    share = _uniform_between(0.1, 0.9, (count, 1), generator)
    mixed = torch.lerp(pictures[first], pictures[second], share[:, :, None, None])
    return mixed, torch.lerp(targets[first], targets[second], share)


def resize(pictures: Tensor, *, size: int) -> Tensor:
    """Preprocess like the exported model: the whole picture, resized and normalized."""
    resized = functional.interpolate(
        pictures, size=(size, size), mode="bicubic", align_corners=False, antialias=True
    )
    return normalize(resized.clamp(0, 1))


def normalize(pictures: Tensor) -> Tensor:
    scaled = (pictures - MEAN) / STD
    return scaled.contiguous(memory_format=torch.channels_last)


def _affine_matrices(count: int, generator: torch.Generator) -> Tensor:
    """Return matrices (count, 2, 3) for `affine_grid`. Each maps points of the output to points of
    a random, turned and sometimes mirrored crop of the input.
    """
    stretch = _uniform_between(0.87, 1.15, (count, 2), generator)
    scale = _uniform_between(0.5, 1.05, (count, 1), generator) * stretch
    angle = _uniform_between(-0.3, 0.3, (count,), generator)
    mirror = torch.where(_uniform((count,), generator) < 0.5, -1.0, 1.0)
    shift = _uniform_between(-1, 1, (count, 2), generator) * (1.05 - scale).clamp(min=0)
    cos, sin = angle.cos(), angle.sin()
    across = torch.stack([mirror * cos * scale[:, 0], -sin * scale[:, 1], shift[:, 0]], dim=1)
    down = torch.stack([mirror * sin * scale[:, 0], cos * scale[:, 1], shift[:, 1]], dim=1)
    return torch.stack([across, down], dim=1)


def _jitter_light(pictures: Tensor, generator: torch.Generator) -> Tensor:
    shape = (len(pictures), 1, 1, 1)
    contrast = _uniform_between(0.8, 1.2, shape, generator)
    brightness = _uniform_between(-0.12, 0.12, shape, generator)
    return ((pictures - 0.5) * contrast + 0.5 + brightness).clamp(0, 1)


def _blur(pictures: Tensor, generator: torch.Generator) -> Tensor:
    chosen = (_uniform((len(pictures),), generator) < BLUR_PROBABILITY).nonzero().squeeze(1)
    soft = functional.avg_pool2d(pictures[chosen], 3, stride=1, padding=1, count_include_pad=False)
    return pictures.index_copy(0, chosen, soft)


def _occlude(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Paste a rectangle of the next picture over some pictures, as a hand may hide a product.

    CutMix (Yun et al. 2019) without mixing the labels: at most a quarter of a picture is hidden.
    """
    count, _, height, width = pictures.shape
    across = _random_interval(count, width, generator)[:, None, :]
    down = _random_interval(count, height, generator)[:, :, None]
    chosen = _uniform((count, 1, 1), generator) < OCCLUSION_PROBABILITY
    return torch.where((across & down & chosen)[:, None], pictures.roll(1, dims=0), pictures)


def _random_interval(count: int, length: int, generator: torch.Generator) -> Tensor:
    """Return bool (count, length): true in a random interval of a fifth to a half of the length."""
    size = _uniform_between(0.2, 0.5, (count, 1), generator)
    start = _uniform((count, 1), generator) * (1 - size)
    centres = (torch.arange(length, device=generator.device) + 0.5) / length
    return (centres >= start) & (centres < start + size)


def _uniform_between(
    low: float, high: float, shape: tuple[int, ...], generator: torch.Generator
) -> Tensor:
    return low + (high - low) * _uniform(shape, generator)


def _uniform(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Return uniform random numbers in [0, 1), on the generator's device."""
    return torch.rand(shape, generator=generator, device=generator.device)
