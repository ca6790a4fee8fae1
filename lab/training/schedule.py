"""The schedule of a run: its stage, learning rate and image size at any point."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lab.training.config import TrainingConfig

WARM_UP: Final = 0.03
"""Share of a stage in which the learning rate rises to its highest."""

FINAL_RATE: Final = 0.02
"""Share of the highest learning rate that is left at the end of a stage."""


class Stage(StrEnum):
    """The stages of a run, in order: the image tower is trained, then the text tower, then both.

    The image stage classifies pictures by a learned prototype for each concept: an untrained text
    tower would teach the image tower little and cost time. The text stage trains against the
    vectors of a frozen image tower (locked-image tuning, Zhai et al. 2022). The joint stage
    fine-tunes both at a low rate.
    """

    IMAGE = "image"
    TEXT = "text"
    JOINT = "joint"


@dataclass(frozen=True, slots=True)
class ScheduleState:
    """A point of the schedule: the stage, and how much of it is over, from 0 to 1."""

    stage: Stage
    stage_progress: float


def run_progress(config: TrainingConfig, *, step: int, total_steps: int, seconds: float) -> float:
    """Return how much of the run is over, 0 to 1, by steps or by time, whichever is further."""
    by_time = seconds / (60 * config.minutes) if config.minutes else 0.0
    return max(step / total_steps, by_time)


def schedule_state(config: TrainingConfig, progress: float) -> ScheduleState:
    ends = (
        (Stage.IMAGE, config.image_stage_share),
        (Stage.TEXT, config.image_stage_share + config.text_stage_share),
    )
    start = 0.0
    for stage, end in ends:
        if progress < end:
            return ScheduleState(stage, (progress - start) / (end - start))
        start = end
    return ScheduleState(Stage.JOINT, (progress - start) / (1 - start) if start < 1 else 1.0)


def learning_rate(config: TrainingConfig, schedule: ScheduleState) -> float:
    """Return the learning rate: in each stage, a linear warm-up and then a cosine decay.

    In an image stage whose weights are averaged, it stays constant after the warm-up.
    """
    averaging = config.average and schedule.stage is Stage.IMAGE
    low = averaging or schedule.stage is Stage.JOINT
    highest = config.joint_learning_rate if low else config.learning_rate
    if schedule.stage is Stage.TEXT:
        highest = config.text_learning_rate or config.learning_rate
    if schedule.stage_progress < WARM_UP:
        return highest * (schedule.stage_progress + 0.001) / WARM_UP
    if averaging:
        return highest
    decayed = (schedule.stage_progress - WARM_UP) / (1 - WARM_UP)
    share = (1 + math.cos(math.pi * min(1.0, decayed))) / 2
    return highest * (FINAL_RATE + (1 - FINAL_RATE) * share)


def image_size(config: TrainingConfig, schedule: ScheduleState) -> int:
    """Return the width and height of pictures in pixels, smaller at first if so configured.

    With averaging it is always the model's own size, to average weights for one size only.
    """
    initial = schedule.stage is Stage.IMAGE and schedule.stage_progress < config.initial_size_share
    return config.initial_image_size if initial and not config.average else config.model.image_size
