"""How far a run is, and what follows from that: learning rate and picture size."""

import math
from typing import Final

from catalog.training.plan import TrainingPlan

WARM_UP: Final = 0.03
FINAL_RATE: Final = 0.02


def progress(plan: TrainingPlan, *, step: int, steps: int, seconds: float) -> float:
    """0 at the start, 1 at the end; the clock counts only where the plan has a time limit."""
    by_clock = seconds / (60 * plan.minutes) if plan.minutes else 0.0
    return max(step / steps, by_clock)


def learning_rate(plan: TrainingPlan, at: float) -> float:
    """A linear warm-up, then half a cosine down to a fiftieth."""
    if at < WARM_UP:
        return plan.highest_learning_rate * (at + 0.001) / WARM_UP
    fall = (at - WARM_UP) / (1 - WARM_UP)
    share = (1 + math.cos(math.pi * min(1.0, fall))) / 2
    return plan.highest_learning_rate * (FINAL_RATE + (1 - FINAL_RATE) * share)


def picture_size(plan: TrainingPlan, at: float) -> int:
    """A model that is trained further knows its own size already."""
    small = at < plan.first_share and plan.start_from is None
    return plan.first_size if small else plan.towers.image_size
