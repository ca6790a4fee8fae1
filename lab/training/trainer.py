"""The training loop."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch.nn import Parameter
from torch.optim import AdamW

from lab.training.averaging import STATISTICS_BATCHES, note_weights, take_average
from lab.training.config import TrainingPlan
from lab.training.schedule import Moment, Stage, learning_rate, moment, progress
from lab.training.step_loss import Lesson

LARGEST_SCALE: Final = 100.0
GRADIENT_NORM: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    number: int
    progress: float
    loss: float
    seconds: float


def new_optimizer(weights: Sequence[Parameter], plan: TrainingPlan) -> AdamW:
    """Weight decay for matrices and kernels only; norms, biases and the scale go without."""
    heavy = [weight for weight in weights if weight.ndim > 1]
    light = [weight for weight in weights if weight.ndim <= 1]
    groups = [
        {"params": heavy, "weight_decay": plan.weight_decay},
        {"params": light, "weight_decay": 0.0},
    ]
    return AdamW(groups, lr=plan.learning_rate, betas=(0.9, 0.98))


def steps(lesson: Lesson) -> Iterator[Step]:
    """Trains on, one batch per item, until the plan ends."""
    plan, run = lesson.plan, lesson.run
    total = plan.epochs * lesson.data.mix.batches_per_epoch
    at = progress(plan, step=run.step, steps=total, seconds=run.seconds)
    while at < 1:
        started = time.monotonic()
        now = moment(plan, at)
        if now.stage is not Stage.PICTURES:
            take_average(run, lesson.pictures_ahead(now, STATISTICS_BATCHES))
        loss = _train_step(lesson, now)
        run.step += 1
        if plan.average:
            note_weights(run, now)
        run.seconds += time.monotonic() - started
        at = progress(plan, step=run.step, steps=total, seconds=run.seconds)
        yield Step(number=run.step, progress=at, loss=loss, seconds=run.seconds)


def _train_step(lesson: Lesson, now: Moment) -> float:
    run = lesson.run
    for group in run.optimizer.param_groups:
        group["lr"] = learning_rate(lesson.plan, now)
    # Batch statistics stand still while the image tower does.
    run.model.train(now.stage is not Stage.WORDS)
    run.optimizer.zero_grad(set_to_none=True)
    loss = lesson.loss(now)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    torch.nn.utils.clip_grad_norm_(run.weights, GRADIENT_NORM)
    run.optimizer.step()
    with torch.no_grad():
        run.model.logit_scale.clamp_(0, torch.tensor(LARGEST_SCALE).log().item())
    return loss.item()
