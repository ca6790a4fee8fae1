"""The loss of a training step, according to the stage of the run."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional

from lab.training.checkpoint import TrainingState
from lab.training.config import TrainingConfig
from lab.training.datasets.training_data import Rows, TrainingData
from lab.training.distilled_image_stage import DistilledImageStage
from lab.training.frozen_features import FrozenFeatures
from lab.training.inference import compiled, example_pictures, on_all_pictures
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
from lab.training.objective.distillation import colour_loss, word_loss
from lab.training.objective.targets import (
    BatchTargets,
    InstanceTargets,
    TextOnlyTargets,
    required,
)
from lab.training.prefetch import StageTargets, prefetch_targets
from lab.training.pretrained.distillation import Distillation
from lab.training.schedule import ScheduleState, Stage, image_size


@dataclass(slots=True)
class StepLoss:
    """Loads and embeds the batch of `state.step`, and computes its loss."""

    config: TrainingConfig
    state: TrainingState
    data: TrainingData
    tokenizer: Tokenizer
    distillation: Distillation | None = None
    _distilled: DistilledImageStage | None = field(default=None, init=False)
    _frozen: FrozenFeatures | None = field(default=None, init=False)
    _stage: Stage | None = field(default=None, init=False)
    _prefetched: Iterator[BatchTargets] = field(default_factory=lambda: iter(()), init=False)

    def __call__(self, schedule: ScheduleState) -> Tensor:
        stages: Mapping[Stage, Callable[[ScheduleState, BatchTargets], Tensor]] = {
            Stage.IMAGE: self._image_stage,
            Stage.TEXT: self._text_stage,
            Stage.JOINT: self._joint_stage,
        }
        if self.distillation is not None and schedule.stage is Stage.IMAGE:
            return self._distilled_stage(self.distillation).loss()
        return stages[schedule.stage](schedule, self._next_targets(schedule.stage))

    def upcoming_pictures(self, schedule: ScheduleState, count: int) -> Iterator[Tensor]:
        """Yield batches of augmented pictures, as the next `count` steps would load them."""
        for step in range(self.state.step, self.state.step + count):
            batch = self.data.mixture.batch(step)
            yield self._augmented((batch.rows(0), batch.rows(1)), schedule, step)

    def _next_targets(self, stage: Stage) -> BatchTargets:
        if stage is not self._stage:
            targets = StageTargets(
                stage=stage,
                mixture=self.data.mixture,
                tokenizer=self.tokenizer,
                text_batch_factor=self.config.text_stage_batch_factor,
            )
            self._stage = stage
            self._prefetched = prefetch_targets(
                targets, self.state.step, workers=self.config.num_workers
            )
        return next(self._prefetched).to(self.config.device)

    def _distilled_stage(self, distillation: Distillation) -> DistilledImageStage:
        if self._distilled is None:
            self._distilled = DistilledImageStage(
                self.config, self.state, self.data, self.tokenizer, distillation
            )
        return self._distilled

    def _image_stage(self, schedule: ScheduleState, targets: BatchTargets) -> Tensor:
        return self._image_loss(self._image_features(targets, schedule), targets)

    def _text_stage(self, _schedule: ScheduleState, targets: BatchTargets) -> Tensor:
        if self._frozen is None:
            self._frozen = self._freeze()
        image = self._frozen.image_features(targets.rows)
        loss = self._caption_loss(image, targets) + self._text_only_loss(targets.text_only)
        return loss + self._word_loss() + self._colour_loss(self._frozen)

    def _joint_stage(self, schedule: ScheduleState, targets: BatchTargets) -> Tensor:
        image = self._image_features(targets, schedule)
        loss = self._image_loss(image, targets) + self._caption_loss(image, targets)
        return loss + self._text_only_loss(targets.text_only)

    def _image_loss(self, image: ImageFeatures, targets: BatchTargets) -> Tensor:
        instances = required(targets.instances)
        loss = image_loss(image, self._prototypes, targets, instances.same, self._scale)
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

    def _word_loss(self) -> Tensor:
        if self.distillation is None:
            return self._scale * 0
        rng = random.Random(f"{self.config.seed} words {self.state.step}")
        recipe = self.distillation.recipe
        batch = self.distillation.words.batch(rng, recipe).to(self.config.device)
        return word_loss(self._embed_tokens(batch.tokens), batch, recipe.word_losses)

    def _colour_loss(self, frozen: FrozenFeatures) -> Tensor:
        if self.distillation is None or not self.distillation.coloured_photos.photos:
            return self._scale * 0
        rng = random.Random(f"{self.config.seed} colours {self.state.step}")
        recipe = self.distillation.recipe
        batch = self.distillation.coloured_photos.batch(
            rng, recipe.coloured_photos_per_batch, frozen.vectors
        ).to(self.config.device)
        loss = colour_loss(self._embed_tokens(batch.tokens), batch, self._scale)
        return recipe.word_losses.colour * loss

    def _embed_tokens(self, tokens: Tensor) -> Tensor:
        with self._autocast():
            return embed_tokens(self.state.model, tokens)

    def _image_features(self, targets: BatchTargets, schedule: ScheduleState) -> ImageFeatures:
        pictures = self._augmented(targets.rows, schedule, self.state.step)
        with self._autocast():
            return ImageFeatures(*embed_pictures(self.state.model, pictures).chunk(2))

    def _augmented(self, rows: tuple[Rows, Rows], schedule: ScheduleState, step: int) -> Tensor:
        size = image_size(self.config, schedule)
        return self.data.augmented(rows, size=size, seed=self.config.step_seed(step))

    def _freeze(self) -> FrozenFeatures:
        config = self.config
        size, device = config.model.image_size, config.device
        tower = compiled(
            self.state.model.visual,
            example=example_pictures(size),
            device=device,
            threads=config.threads,
        )
        with self._autocast():
            features = [
                on_all_pictures(tower, pixels, size=size, device=device)
                for pixels in self.data.pixels
            ]
        return FrozenFeatures([functional.normalize(each.float(), dim=-1) for each in features])

    def _autocast(self) -> torch.autocast:
        """Return a context in which the towers compute in bf16, if configured.

        Losses stay in full precision, to tell near-duplicates apart.
        """
        return torch.autocast(self.config.device, torch.bfloat16, enabled=self.config.bf16)

    @property
    def _prototypes(self) -> Tensor:
        return functional.normalize(self.state.prototypes, dim=-1)

    @property
    def _scale(self) -> Tensor:
        scale: Tensor = self.state.model.logit_scale.exp()
        return scale
