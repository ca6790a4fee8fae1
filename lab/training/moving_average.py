"""Exponential moving average of the image tower's weights, and its mix with the original ones."""

from collections.abc import Mapping
from typing import Final

from open_clip.model import CLIP
from torch import Tensor
from torch.optim.swa_utils import AveragedModel

from lab.training.checkpoint import TrainingState

DECAY: Final = 0.995


def new_moving_average(model: CLIP) -> AveragedModel:
    """Return an average of the image tower's weights; until they have changed often, the mean."""
    return AveragedModel(model.visual, avg_fn=_averaged)


def _averaged(average: Tensor, current: Tensor, count: Tensor | int) -> Tensor:
    decay = min(DECAY, float(count / (count + 1)))
    return average.lerp(current, 1 - decay)


def apply_moving_average(
    state: TrainingState, original: Mapping[str, Tensor], *, tuned_share: float
) -> None:
    """Replace the image tower's weights by their average, if there is one, on the line from the
    original weights: 0 stays there, 1 goes all the way (WiSE-FT, Wortsman et al. 2022).
    """
    if state.average is not None:
        average = state.average.module.state_dict()
        state.model.visual.load_state_dict(
            {
                name: original[name].to(value).lerp(value, tuned_share)
                if value.is_floating_point()
                else value
                for name, value in average.items()
            }
        )
        state.average = None
