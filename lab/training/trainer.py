"""The training loop."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import torch
from torch.nn import Parameter
from torch.optim import AdamW

from lab.training.averaging import BATCH_NORM_BATCHES, apply_average, update_average
from lab.training.checkpoint import TrainingState
from lab.training.config import TrainingConfig
from lab.training.datasets.training_data import TrainingData
from lab.training.model.tokenizer import Tokenizer
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    number: int
    progress: float
    loss: float
    seconds: float


def new_optimizer(parameters: Sequence[Parameter], config: TrainingConfig) -> AdamW:
    """Return AdamW with weight decay for matrices and kernels, but not for norms and biases."""
    decayed = [parameter for parameter in parameters if parameter.ndim > 1]
    others = [parameter for parameter in parameters if parameter.ndim <= 1]
    groups = [
        {"params": decayed, "weight_decay": config.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    return AdamW(groups, lr=config.learning_rate, betas=(0.9, 0.98))


@dataclass(slots=True)
class Trainer:
    config: TrainingConfig
    state: TrainingState
    data: TrainingData
    tokenizer: Tokenizer
    _loss: StepLoss = field(init=False)

    def __post_init__(self) -> None:
        self._loss = StepLoss(self.config, self.state, self.data, self.tokenizer)

    def steps(self) -> Iterator[Step]:
        """Train from `state.step` to the end of the run, and yield after each step."""
        config, state = self.config, self.state
        while (progress := self._progress()) < 1:
            started = time.monotonic()
            schedule = schedule_state(config, progress)
            if schedule.stage is not Stage.IMAGE:
                apply_average(state, self._loss.upcoming_pictures(schedule, BATCH_NORM_BATCHES))
            loss = self._train_step(schedule)
            state.step += 1
            if config.average:
                update_average(state, schedule)
            state.seconds += time.monotonic() - started
            yield Step(
                number=state.step, progress=self._progress(), loss=loss, seconds=state.seconds
            )

    def _progress(self) -> float:
        return run_progress(
            self.config,
            step=self.state.step,
            total_steps=self.config.epochs * self.data.mixture.batches_per_epoch,
            seconds=self.state.seconds,
        )

    def _train_step(self, schedule: ScheduleState) -> float:
        state = self.state
        for group in state.optimizer.param_groups:
            group["lr"] = learning_rate(self.config, schedule)
        # The text stage keeps the batch-norm statistics of the frozen image tower.
        state.model.train(schedule.stage is not Stage.TEXT)
        state.optimizer.zero_grad(set_to_none=True)
        loss = self._loss(schedule)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        torch.nn.utils.clip_grad_norm_(state.parameters, MAX_GRADIENT_NORM)
        state.optimizer.step()
        with torch.no_grad():
            state.model.logit_scale.clamp_(0, torch.tensor(MAX_LOGIT_SCALE).log().item())
        return loss.item()
