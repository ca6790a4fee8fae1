"""The training loop."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import torch
from open_clip.model import CLIP
from torch.optim import AdamW

from catalog.training.augment import augmented
from catalog.training.checkpoint import Run
from catalog.training.data import TrainingData
from catalog.training.objective import batch_loss
from catalog.training.plan import TrainingPlan
from catalog.training.schedule import learning_rate, picture_size, progress
from catalog.training.towers import Tokenizer

LARGEST_SCALE: Final = 100.0
GRADIENT_NORM: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    number: int
    progress: float
    loss: float
    seconds: float


def new_optimizer(model: CLIP, plan: TrainingPlan) -> AdamW:
    """Weight decay for matrices and kernels only; norms, biases and the scale go without."""
    heavy = [weight for weight in model.parameters() if weight.ndim > 1]
    light = [weight for weight in model.parameters() if weight.ndim <= 1]
    groups = [
        {"params": heavy, "weight_decay": plan.weight_decay},
        {"params": light, "weight_decay": 0.0},
    ]
    return AdamW(groups, lr=plan.highest_learning_rate, betas=(0.9, 0.98))


def steps(plan: TrainingPlan, run: Run, data: TrainingData, tokenizer: Tokenizer) -> Iterator[Step]:
    """Trains on, one batch per item, until the plan ends."""
    total = plan.epochs * data.mix.batches_per_epoch
    at = progress(plan, step=run.step, steps=total, seconds=run.seconds)
    while at < 1:
        started = time.monotonic()
        loss = _train_step(plan, run, at, lambda size: _loss(plan, run, data, tokenizer, size))
        run.step += 1
        run.seconds += time.monotonic() - started
        at = progress(plan, step=run.step, steps=total, seconds=run.seconds)
        yield Step(number=run.step, progress=at, loss=loss, seconds=run.seconds)


def _train_step(
    plan: TrainingPlan, run: Run, at: float, loss_at: Callable[[int], torch.Tensor]
) -> float:
    for group in run.optimizer.param_groups:
        group["lr"] = learning_rate(plan, at)
    run.model.train()
    run.optimizer.zero_grad(set_to_none=True)
    loss = loss_at(picture_size(plan, at))
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    torch.nn.utils.clip_grad_norm_(run.model.parameters(), GRADIENT_NORM)
    run.optimizer.step()
    with torch.no_grad():
        run.model.logit_scale.clamp_(0, torch.tensor(LARGEST_SCALE).log().item())
    return loss.item()


def _loss(
    plan: TrainingPlan, run: Run, data: TrainingData, tokenizer: Tokenizer, size: int
) -> torch.Tensor:
    """The randomness of a step depends on its number alone, so a resumed run is the same run."""
    generator = torch.Generator().manual_seed(plan.seed * 1_000_003 + run.step)
    batch = data.mix.batch(run.step)
    first, second = data.pictures(batch)
    seen = (
        augmented(first, size=size, generator=generator),
        augmented(second, size=size, generator=generator),
    )
    with torch.autocast("cpu", torch.bfloat16, enabled=plan.bf16):
        return batch_loss(run.model, tokenizer, batch, seen)
