"""The image stage of a run with teachers."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional

from lab.training.ahead import computed_ahead
from lab.training.checkpoint import TrainingState
from lab.training.config import TrainingConfig
from lab.training.data.augmentation import mixtures
from lab.training.datasets.training_data import TrainingData
from lab.training.inference import Compiled, compiled, example_pictures
from lab.training.model.pointwise import with_bf16_pointwise
from lab.training.model.tokenizer import Tokenizer
from lab.training.objective.distillation import distilled_image_loss
from lab.training.objective.label_sets import LabelTargets
from lab.training.objective.targets import required
from lab.training.prefetch import StageTargets, prefetch_targets
from lab.training.pretrained.distillation import Distillation
from lab.training.pretrained.recipe import FROZEN_BLOCKS
from lab.training.pretrained.split_tower import LowestLayers, UpperLayers
from lab.training.pretrained.teachers import load_student
from lab.training.schedule import Stage


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """A step's pictures: first views, second views, and mixtures of any two."""

    features: Tensor  # from the lowest layers
    targets: Tensor  # (pictures, d), unit vectors
    labels: LabelTargets


@dataclass(slots=True)
class DistilledImageStage:
    """Brings pictures near their targets.

    What the networks add to a target is computed for the picture as the tower sees it: cropped,
    covered or mixed. So the tower learns to see as they do, not to recognise the training pictures.
    """

    config: TrainingConfig
    state: TrainingState
    data: TrainingData
    tokenizer: Tokenizer
    distillation: Distillation
    _lowest: Compiled = field(init=False)
    _original: Compiled = field(init=False)
    _upper: nn.Module = field(init=False)
    _steps: Iterator[Prepared] = field(init=False)

    def __post_init__(self) -> None:
        config, blocks = self.config, FROZEN_BLOCKS
        trunk = self.state.model.visual.trunk
        lowest, pictures = LowestLayers(trunk, blocks), example_pictures(config.model.image_size)
        self._lowest = compiled(lowest, example=pictures, device=config.device, threads=1)
        self._original = compiled(
            UpperLayers(load_student(), blocks),
            example=self._lowest(pictures.to(config.device)).cpu(),
            device=config.device,
            threads=1,
        )
        upper = UpperLayers(trunk, blocks).eval()
        self._upper = with_bf16_pointwise(upper) if self._is_bf16_on_cpu else upper
        steps = self._prepared(self.state.step)
        # On a CPU, which is never idle while it prepares the next step.
        self._steps = computed_ahead(steps) if config.device == "cpu" else steps

    def loss(self) -> Tensor:
        """Return the loss of the next step."""
        step = next(self._steps)
        return distilled_image_loss(
            self._embed(step.features),
            step.targets,
            functional.normalize(self.state.prototypes, dim=-1),
            step.labels,
            self.distillation.recipe.image_losses,
        )

    def _embed(self, features: Tensor) -> Tensor:
        on_gpu = self.config.bf16 and not self._is_bf16_on_cpu
        with torch.autocast(self.config.device, torch.bfloat16, enabled=on_gpu):
            vectors = self.state.model.visual.trunk.classifier(self._upper(features))
        return functional.normalize(vectors.float(), dim=-1)

    @property
    def _is_bf16_on_cpu(self) -> bool:
        return self.config.bf16 and self.config.device == "cpu"

    def _prepared(self, first_step: int) -> Iterator[Prepared]:
        config, recipe = self.config, self.distillation.recipe
        all_targets = StageTargets(
            stage=Stage.IMAGE,
            mixture=self.data.mixture,
            tokenizer=self.tokenizer,
            labels=self.distillation.labels,
        )
        prefetched = prefetch_targets(all_targets, first_step, workers=config.num_workers)
        for step, targets in enumerate(prefetched, first_step):
            seed = config.step_seed(step)
            pictures = self.data.augmented(targets.rows, size=config.model.image_size, seed=seed)
            others = self.distillation.others.image_features(targets.rows).both
            mixed = mixtures(pictures, others, count=recipe.mixed_pictures, seed=seed)
            features = self._lowest(torch.cat([pictures, mixed[0]]))
            yield Prepared(
                features=features,
                targets=self._targets(features, torch.cat([others, mixed[1]])),
                labels=required(targets.labels).to(config.device),
            )

    def _targets(self, features: Tensor, others: Tensor) -> Tensor:
        networks = self.distillation.networks(self._original(features))
        return functional.normalize(networks + others, dim=-1)
