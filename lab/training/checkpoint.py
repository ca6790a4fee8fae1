"""A run that was stopped goes on where its last checkpoint was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch
from open_clip.model import CLIP
from torch import Tensor
from torch.nn import Parameter
from torch.optim import Optimizer
from torch.optim.swa_utils import AveragedModel

from lab.training.config import Towers
from lab.training.errors import TrainingError
from lab.training.objective.cross_batch_memory import Remembered


class CheckpointError(TrainingError):
    """The checkpoint cannot be used; the message names the cause and the fix."""


@dataclass(slots=True)
class Run:
    """What changes while training. `prototypes` (concepts, d) stand for words before there are
    any; they are not part of the finished model. Nor is `average`, the mean of the image tower's
    weights so far (averaging.py), until it takes the tower's place.
    """

    model: CLIP
    prototypes: Parameter
    optimizer: Optimizer
    step: int = 0
    seconds: float = 0.0
    average: AveragedModel | None = None
    remembered: Remembered = field(default_factory=Remembered.nothing)

    @property
    def weights(self) -> list[Parameter]:
        return [*self.model.parameters(), self.prototypes]


def save_checkpoint(path: Path, run: Run) -> None:
    """Written beside, then renamed: a run killed while writing keeps its last checkpoint."""
    unfinished = path.with_suffix(".part")
    state = {
        "model": run.model.state_dict(),
        "prototypes": run.prototypes.data,
        "optimizer": run.optimizer.state_dict(),
        "step": run.step,
        "seconds": run.seconds,
        "remembered": (run.remembered.vectors, run.remembered.products),
        "average": run.average.state_dict() if run.average else None,
    }
    torch.save(state, unfinished)
    unfinished.replace(path)


def load_checkpoint(path: Path, run: Run, towers: Towers) -> None:
    if not path.exists():
        raise CheckpointError(f"No checkpoint at {path}: start without --resume.")
    state = torch.load(path, weights_only=True, map_location=run.prototypes.device)
    try:
        run.model.load_state_dict(state["model"])
        run.prototypes.data.copy_(state["prototypes"])
        run.average = _average(run.model, state["average"])
        run.remembered = Remembered(*state["remembered"])
    except (RuntimeError, KeyError) as error:
        raise CheckpointError(
            f"{path} holds a model of other sizes than {towers}, or of other data, or is of an "
            "earlier release: start without --resume."
        ) from error
    run.optimizer.load_state_dict(state["optimizer"])
    run.step, run.seconds = state["step"], state["seconds"]


def _average(model: CLIP, state: Mapping[str, Tensor] | None) -> AveragedModel | None:
    if state is None:
        return None
    average = AveragedModel(model.visual)
    average.load_state_dict(state)
    return average
