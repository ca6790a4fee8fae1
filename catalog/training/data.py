"""The pictures of a plan, on disk, and the mix of examples that is trained on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor

from catalog.demo.world import Design
from catalog.training.batches import Batch, Mix
from catalog.training.clothing import (
    LabelledPhoto,
    photos_by_label,
    read_photo_folder,
    store_photos,
)
from catalog.training.pictures import Pixels, batch_of
from catalog.training.plan import TrainingPlan
from catalog.training.rendering import TRAINING_SIZES, VALIDATION_SIZES, render_designs
from catalog.training.variation import Pair, sample_pairs

HELD_OUT_SEED: Final = 1
"""Apart from the plan's seed: every run is measured on the same products."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RealPhotos:
    """Row i of `pixels` shows photo i."""

    photos: Sequence[LabelledPhoto]
    pixels: Pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingData:
    mix: Mix
    rendered: Pixels
    real: RealPhotos | None

    def pictures(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Both views of every example, float (n, 3, size, size) in 0 to 1."""
        return self._view(batch, 0), self._view(batch, 1)

    def _view(self, batch: Batch, view: int) -> Tensor:
        return torch.cat(
            [
                batch_of(pixels, [example.rows[view] for example in batch.examples_of(real=real)])
                for pixels, real in self._sources()
            ]
        )

    def _sources(self) -> list[tuple[Pixels, bool]]:
        return [(self.rendered, False), *([(self.real.pixels, True)] if self.real else [])]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """Products and photographers that are never trained on."""

    pairs: Sequence[Pair]
    rendered: Pixels
    real: RealPhotos | None


def real_photos(plan: TrainingPlan) -> RealPhotos | None:
    if plan.photos is None:
        return None
    photos = read_photo_folder(plan.photos)
    pixels = store_photos(plan.scratch / f"photos-{len(photos)}.u8", photos)
    return RealPhotos(photos=photos, pixels=pixels)


def training_data(plan: TrainingPlan, real: RealPhotos | None) -> TrainingData:
    pairs = sample_pairs(plan.designs // 2, seed=plan.seed, from_held_out=False)
    mix = Mix(
        pairs=pairs,
        photos=photos_by_label(real.photos, held_out=False) if real else {},
        pairs_per_batch=plan.pairs_per_batch,
        photos_per_batch=plan.photos_per_batch,
        seed=plan.seed,
    )
    path = plan.scratch / f"designs-{2 * len(pairs)}-{plan.seed}.u8"
    rendered = render_designs(path, designs_of(pairs), sizes=TRAINING_SIZES, processes=plan.threads)
    return TrainingData(mix=mix, rendered=rendered, real=real)


def held_out_data(plan: TrainingPlan, real: RealPhotos | None) -> HeldOut:
    pairs = sample_pairs(plan.held_out_designs // 2, seed=HELD_OUT_SEED, from_held_out=True)
    path = plan.scratch / f"held-out-{2 * len(pairs)}.u8"
    rendered = render_designs(
        path, designs_of(pairs), sizes=VALIDATION_SIZES, processes=plan.threads
    )
    return HeldOut(pairs=pairs, rendered=rendered, real=real)


def designs_of(pairs: Sequence[Pair]) -> list[Design]:
    return [design for pair in pairs for design in (pair.design, pair.sibling)]
