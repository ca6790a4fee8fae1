"""The loss of a training step, according to the stage of the run."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

import torch
from torch import Tensor
from torch.nn import functional

from lab.training.checkpoint import TrainingState
from lab.training.config import TrainingConfig
from lab.training.data.augmentation import augment, resize
from lab.training.data.picture_store import to_float_batch
from lab.training.datasets.training_data import Rows, TrainingData
from lab.training.model.tokenizer import Tokenizer
from lab.training.model.towers import embed_pictures, embed_tokens
from lab.training.objective.batch_losses import (
    ImageFeatures,
    TextFeatures,
    caption_loss,
    image_loss,
    text_only_loss,
)
from lab.training.objective.cross_batch_memory import instance_loss
from lab.training.objective.targets import BatchTargets, InstanceTargets, TextOnlyTargets
from lab.training.prefetch import StageTargets, prefetch_targets
from lab.training.schedule import ScheduleState, Stage, image_size

BATCH_SIZE: Final = 256
"""Number of pictures embedded at a time before the text stage."""

Targets = TypeVar("Targets")


@dataclass(slots=True)
class StepLoss:
    """Loads and embeds the batch of `state.step`, and computes its loss."""

    config: TrainingConfig
    state: TrainingState
    data: TrainingData
    tokenizer: Tokenizer
    _frozen: "FrozenFeatures | None" = field(default=None, init=False)
    _stage: Stage | None = field(default=None, init=False)
    _prefetched: Iterator[BatchTargets] = field(default_factory=lambda: iter(()), init=False)

    def __call__(self, schedule: ScheduleState) -> Tensor:
        stages: Mapping[Stage, Callable[[ScheduleState, BatchTargets], Tensor]] = {
            Stage.IMAGE: self._image_stage,
            Stage.TEXT: self._text_stage,
            Stage.JOINT: self._joint_stage,
        }
        return stages[schedule.stage](schedule, self._next_targets(schedule.stage))

    def upcoming_pictures(self, schedule: ScheduleState, count: int) -> Iterator[Tensor]:
        """Yield batches of augmented pictures, as the next `count` steps would load them."""
        for step in range(self.state.step, self.state.step + count):
            batch = self.data.mixture.batch(step)
            yield self._augmented((batch.rows(0), batch.rows(1)), schedule, step)

    def _next_targets(self, stage: Stage) -> BatchTargets:
        if stage is not self._stage:
            targets = StageTargets(stage=stage, mixture=self.data.mixture, tokenizer=self.tokenizer)
            self._stage = stage
            self._prefetched = prefetch_targets(
                targets, self.state.step, workers=self.config.num_workers
            )
        return next(self._prefetched).to(self.config.device)

    def _image_stage(self, schedule: ScheduleState, targets: BatchTargets) -> Tensor:
        return self._image_loss(self._image_features(targets, schedule), targets)

    def _text_stage(self, _schedule: ScheduleState, targets: BatchTargets) -> Tensor:
        if self._frozen is None:
            self._frozen = self._freeze()
        image = self._frozen.image_features(targets.rows)
        return self._caption_loss(image, targets) + self._text_only_loss(targets.text_only)

    def _joint_stage(self, schedule: ScheduleState, targets: BatchTargets) -> Tensor:
        image = self._image_features(targets, schedule)
        loss = self._image_loss(image, targets) + self._caption_loss(image, targets)
        return loss + self._text_only_loss(targets.text_only)

    def _image_loss(self, image: ImageFeatures, targets: BatchTargets) -> Tensor:
        instances = required(targets.instances)
        prototypes = functional.normalize(self.state.prototypes, dim=-1)
        loss = image_loss(image, prototypes, targets, instances.same, self._scale)
        return loss + self._instance_loss(image, instances)

    def _instance_loss(self, image: ImageFeatures, targets: InstanceTargets) -> Tensor:
        memory = self.state.memory
        first, second = image.first[targets.examples], image.second[targets.examples]
        self.state.memory = memory.extended(first, targets.products)
        return instance_loss(second, first, targets.products, memory, self._scale)

    def _caption_loss(self, image: ImageFeatures, targets: BatchTargets) -> Tensor:
        captions = required(targets.captions)
        text = self._embed_tokens(captions.tokens).split_with_sizes(list(captions.sizes))
        return caption_loss(image, TextFeatures(*text), targets, captions, self._scale)

    def _text_only_loss(self, targets: TextOnlyTargets | None) -> Tensor:
        if targets is None:
            return self._scale * 0
        return text_only_loss(self._embed_tokens(targets.tokens), targets.fits, self._scale)

    def _embed_tokens(self, tokens: Tensor) -> Tensor:
        with self._autocast():
            return embed_tokens(self.state.model, tokens)

    def _image_features(self, targets: BatchTargets, schedule: ScheduleState) -> ImageFeatures:
        pictures = self._augmented(targets.rows, schedule, self.state.step)
        with self._autocast():
            return ImageFeatures(*embed_pictures(self.state.model, pictures).chunk(2))

    def _augmented(self, rows: tuple[Rows, Rows], schedule: ScheduleState, step: int) -> Tensor:
        """Return all first pictures, then all second ones, augmented.

        The run's seed and the step determine the random numbers, so a resumed run repeats exactly.
        """
        seed = self.config.seed * 1_000_003 + step
        generator = torch.Generator(self.config.device).manual_seed(seed)
        size = image_size(self.config, schedule)
        views = [augment(self.data.pictures(view), size=size, generator=generator) for view in rows]
        return torch.cat(views)

    @torch.no_grad()
    def _freeze(self) -> "FrozenFeatures":
        self.state.model.eval()
        return FrozenFeatures([self._embed_all(pixels) for pixels in self.data.pixels])

    def _embed_all(self, pixels: Tensor) -> Tensor:
        size = self.config.model.image_size
        batches = torch.split(torch.arange(len(pixels)), BATCH_SIZE)
        with self._autocast():
            return torch.cat([
                embed_pictures(self.state.model, resize(to_float_batch(pixels, batch), size=size))
                for batch in batches
            ])  # fmt: skip

    def _autocast(self) -> torch.autocast:
        """Return a context in which the towers compute in bf16, if configured.

        Losses stay in full precision, to tell near-duplicates apart.
        """
        return torch.autocast(self.config.device, torch.bfloat16, enabled=self.config.bf16)

    @property
    def _scale(self) -> Tensor:
        scale: Tensor = self.state.model.logit_scale.exp()
        return scale


def required(targets: Targets | None) -> Targets:
    if targets is None:
        raise ValueError("the batch was prepared without targets that its stage needs")
    return targets


@dataclass(frozen=True, slots=True, eq=False)
class FrozenFeatures:
    """Vectors of all pictures of each source, under an image tower that no longer changes."""

    vectors: Sequence[Tensor]

    def image_features(self, rows: tuple[Rows, Rows]) -> ImageFeatures:
        return ImageFeatures(self._view(rows[0]), self._view(rows[1]))

    def _view(self, rows: Rows) -> Tensor:
        by_source = zip(self.vectors, rows, strict=True)
        return torch.cat([vectors[list(some)] for vectors, some in by_source])
