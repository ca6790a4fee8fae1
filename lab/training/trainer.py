"""The training loop."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import torch
from torch.nn import Parameter
from torch.optim import AdamW

from lab.training.averaging import BATCH_NORM_BATCHES, apply_average, update_average
from lab.training.checkpoint import TrainingState
from lab.training.config import TrainingConfig
from lab.training.datasets.training_data import TrainingData
from lab.training.model.tokenizer import Tokenizer
from lab.training.moving_average import apply_moving_average
from lab.training.pretrained.distillation import Distillation, original_weights
from lab.training.pretrained.recipe import has_pretrained_tower
from lab.training.schedule import (
    ScheduleState,
    Stage,
    learning_rate,
    run_progress,
    schedule_state,
)
from lab.training.step_loss import StepLoss

MAX_LOGIT_SCALE: Final = 100.0
MAX_GRADIENT_NORM: Final = 1.0

RELATIVE_RATE: Final = "relative_rate"
"""Key of a parameter group: its learning rate, relative to that of other groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    number: int
    progress: float
    loss: float
    seconds: float
    ends_stage: bool


def new_optimizer(
    parameters: Sequence[Parameter],
    config: TrainingConfig,
    rates: Mapping[Parameter, float] = MappingProxyType({}),
) -> AdamW:
    """Return AdamW with weight decay for matrices and kernels, but not for norms and biases.

    `rates` are the learning rates of some parameters, relative to that of the others.
    """
    grouped = defaultdict(list)
    for parameter in parameters:
        decay = config.weight_decay if parameter.ndim > 1 else 0.0
        grouped[decay, rates.get(parameter, 1.0)].append(parameter)
    groups = [
        {"params": group, "weight_decay": decay, RELATIVE_RATE: rate}
        for (decay, rate), group in grouped.items()
    ]
    return AdamW(groups, lr=config.learning_rate, betas=(0.9, 0.98))


@dataclass(slots=True)
class Trainer:
    config: TrainingConfig
    state: TrainingState
    data: TrainingData
    tokenizer: Tokenizer
    distillation: Distillation | None = None
    _loss: StepLoss = field(init=False)

    def __post_init__(self) -> None:
        self._loss = StepLoss(self.config, self.state, self.data, self.tokenizer, self.distillation)

    def steps(self) -> Iterator[Step]:
        """Train from `state.step` to the end of the run, and yield after each step."""
        state = self.state
        while (progress := self._progress()) < 1:
            started = time.monotonic()
            schedule = schedule_state(self.config, progress)
            if schedule.stage is not Stage.IMAGE:
                self._apply_average(schedule)
            loss = self._train_step(schedule)
            state.step += 1
            self._update_average(schedule)
            state.seconds += time.monotonic() - started
            yield self._step(schedule, loss)

    def _step(self, schedule: ScheduleState, loss: float) -> Step:
        progress = self._progress()
        next_stage = schedule_state(self.config, progress).stage
        return Step(
            number=self.state.step,
            progress=progress,
            loss=loss,
            seconds=self.state.seconds,
            ends_stage=progress < 1 and next_stage is not schedule.stage,
        )

    def _progress(self) -> float:
        return run_progress(
            self.config,
            step=self.state.step,
            total_steps=self.config.epochs * self.data.mixture.batches_per_epoch,
            seconds=self.state.seconds,
        )

    def _update_average(self, schedule: ScheduleState) -> None:
        if self.config.average:
            update_average(self.state, schedule)
        elif self.state.average is not None:
            self.state.average.update_parameters(self.state.model.visual)

    def _apply_average(self, schedule: ScheduleState) -> None:
        if self.distillation is None:
            upcoming = self._loss.upcoming_pictures(schedule, BATCH_NORM_BATCHES)
            apply_average(self.state, upcoming)
        elif self.state.average is not None:
            original = original_weights(self.distillation)
            share = self.distillation.recipe.tuned_share
            apply_moving_average(self.state, original, tuned_share=share)

    def _train_step(self, schedule: ScheduleState) -> float:
        state = self.state
        for group in state.optimizer.param_groups:
            group["lr"] = learning_rate(self.config, schedule) * group.get(RELATIVE_RATE, 1.0)
        # The text stage keeps the batch-norm statistics of the frozen image tower, and any stage
        # those of a pretrained one.
        keeps_statistics = schedule.stage is Stage.TEXT or has_pretrained_tower(self.config.model)
        state.model.train(not keeps_statistics)
        state.optimizer.zero_grad(set_to_none=True)
        loss = self._loss(schedule)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        torch.nn.utils.clip_grad_norm_(state.parameters, MAX_GRADIENT_NORM)
        state.optimizer.step()
        with torch.no_grad():
            state.model.logit_scale.clamp_(0, torch.tensor(MAX_LOGIT_SCALE).log().item())
        return loss.item()
