"""The mean of the image tower's weights over many steps at a constant rate.

It finds more on new data than any of the steps it is the mean of, and as much as a rate that falls
(stochastic weight averaging, Izmailov et al. 2018).
"""

from collections.abc import Iterable
from typing import Final

from open_clip.model import CLIP
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, update_bn

from lab.training.checkpoint import Run
from lab.training.schedule import Moment, Stage

AVERAGED_FROM: Final = 0.2
"""Of the picture stage: what is before it has yet to settle at the rate."""
EVERY: Final = 5
"""Steps: neighbouring ones are nearly the same."""
STATISTICS_BATCHES: Final = 40


def note_weights(run: Run, now: Moment) -> None:
    """Adds the present weights to the mean, in the part of the run that counts."""
    if now.stage is Stage.PICTURES and now.within >= AVERAGED_FROM and run.step % EVERY == 0:
        run.average = run.average or AveragedModel(run.model.visual)
        run.average.update_parameters(run.model.visual)


def take_average(run: Run, pictures: Iterable[Tensor]) -> None:
    """The tower has the mean weights from now on. Batch statistics are of other weights, so they
    are taken anew, of `pictures` as in training.
    """
    if run.average is not None:
        _settle(run.model, run.average, pictures)
        run.average = None


def _settle(model: CLIP, average: AveragedModel, pictures: Iterable[Tensor]) -> None:
    model.visual.load_state_dict(average.module.state_dict())
    update_bn(pictures, model.visual)
