"""How far a run is, and what follows from that: stage, learning rate and picture size."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lab.training.config import TrainingPlan

WARM_UP: Final = 0.03
FINAL_RATE: Final = 0.02


class Stage(StrEnum):
    """Pictures first: told what they show by a learned vector for each concept, because a text
    tower that knows nothing yet teaches the image tower little, and takes time from it. Then
    words, against the pictures' finished vectors (locked-image tuning, Zhai et al. 2022). Then
    both together, gently.
    """

    PICTURES = "pictures"
    WORDS = "words"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Moment:
    """`within` is how far the stage is, 0 to 1."""

    stage: Stage
    within: float


def progress(plan: TrainingPlan, *, step: int, steps: int, seconds: float) -> float:
    """0 at the start, 1 at the end; the clock counts only where the plan has a time limit."""
    by_clock = seconds / (60 * plan.minutes) if plan.minutes else 0.0
    return max(step / steps, by_clock)


def moment(plan: TrainingPlan, at: float) -> Moment:
    ends = (
        (Stage.PICTURES, plan.pictures_share),
        (Stage.WORDS, plan.pictures_share + plan.words_share),
    )
    start = 0.0
    for stage, end in ends:
        if at < end:
            return Moment(stage, (at - start) / (end - start))
        start = end
    return Moment(Stage.BOTH, (at - start) / (1 - start) if start < 1 else 1.0)


def learning_rate(plan: TrainingPlan, now: Moment) -> float:
    """In each stage a linear warm-up, then half a cosine down to a fiftieth; constant where
    weights are averaged.
    """
    averaged = plan.average and now.stage is Stage.PICTURES
    highest = plan.gentle_rate if averaged or now.stage is Stage.BOTH else plan.learning_rate
    if now.within < WARM_UP:
        return highest * (now.within + 0.001) / WARM_UP
    if averaged:
        return highest
    fall = (now.within - WARM_UP) / (1 - WARM_UP)
    share = (1 + math.cos(math.pi * min(1.0, fall))) / 2
    return highest * (FINAL_RATE + (1 - FINAL_RATE) * share)


def picture_size(plan: TrainingPlan, now: Moment) -> int:
    """An average is of steps that are alike, so all are of the model's own size."""
    first = now.stage is Stage.PICTURES and now.within < plan.first_share
    small = first and not plan.average
    return plan.first_size if small else plan.towers.image_size
