"""Stochastic weight averaging of the image tower, over many steps at a constant learning rate.

The mean generalizes better than the weights of any single step, and as well as those of a decaying
learning rate (Izmailov et al. 2018).
"""

from collections.abc import Iterable
from typing import Final

from torch import Tensor
from torch.optim.swa_utils import AveragedModel, update_bn

from lab.training.checkpoint import TrainingState
from lab.training.schedule import ScheduleState, Stage

START: Final = 0.2
"""Share of the image stage before averaging starts, while the weights settle."""

EVERY_STEPS: Final = 5
"""Steps from one addition to the next, because the weights of consecutive steps hardly differ."""

BATCH_NORM_BATCHES: Final = 40
"""Batches from which the batch-norm statistics of the averaged weights are computed."""


def update_average(state: TrainingState, schedule: ScheduleState) -> None:
    """Include the image tower's weights in their mean, every few steps of an image stage."""
    settled = schedule.stage is Stage.IMAGE and schedule.stage_progress >= START
    if settled and state.step % EVERY_STEPS == 0:
        state.average = state.average or AveragedModel(state.model.visual)
        state.average.update_parameters(state.model.visual)


def apply_average(state: TrainingState, pictures: Iterable[Tensor]) -> None:
    """Replace the image tower's weights by their mean, if there is one.

    The batch-norm statistics are recomputed for the new weights, from `pictures`: batches that are
    augmented as in training.
    """
    if state.average is not None:
        state.model.visual.load_state_dict(state.average.module.state_dict())
        update_bn(pictures, state.model.visual)
        state.average = None
