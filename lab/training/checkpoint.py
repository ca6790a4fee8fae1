"""The state of a run, and its checkpoints, from which an interrupted run resumes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch
from open_clip.model import CLIP
from torch import Tensor
from torch.nn import Parameter
from torch.optim import Optimizer
from torch.optim.swa_utils import AveragedModel

from lab.training.errors import TrainingError
from lab.training.model.model_config import ModelConfig
from lab.training.objective.cross_batch_memory import CrossBatchMemory


class CheckpointError(TrainingError):
    """The checkpoint cannot be used; the message names the cause and the fix."""


@dataclass(slots=True)
class TrainingState:
    """Everything that changes during a run.

    `prototypes` (concepts, d) are learned vectors of the concepts, by which pictures are classified
    during training; they are not exported. `average` is the running mean of the image tower's
    weights, until it replaces them (averaging.py).
    """

    model: CLIP
    prototypes: Parameter
    optimizer: Optimizer
    step: int = 0
    seconds: float = 0.0
    average: AveragedModel | None = None
    memory: CrossBatchMemory = field(default_factory=CrossBatchMemory.empty)

    @property
    def parameters(self) -> list[Parameter]:
        return [*self.model.parameters(), self.prototypes]


def save_checkpoint(path: Path, state: TrainingState) -> None:
    """Write the state to `path`, as a new file that replaces the old one when complete.

    So a run that is killed while writing keeps its last checkpoint.
    """
    unfinished = path.with_suffix(".part")
    values = {
        "model": state.model.state_dict(),
        "prototypes": state.prototypes.data,
        "optimizer": state.optimizer.state_dict(),
        "step": state.step,
        "seconds": state.seconds,
        "remembered": (state.memory.vectors, state.memory.products),
        "average": state.average.state_dict() if state.average else None,
    }
    torch.save(values, unfinished)
    unfinished.replace(path)


def load_checkpoint(path: Path, state: TrainingState, config: ModelConfig) -> None:
    """Fill `state` from the checkpoint. Raises CheckpointError if it is missing or does not fit."""
    if not path.exists():
        raise CheckpointError(f"No checkpoint at {path}: start without --resume.")
    values = torch.load(path, weights_only=True, map_location=state.prototypes.device)
    try:
        state.model.load_state_dict(values["model"])
        state.prototypes.data.copy_(values["prototypes"])
        state.average = _average(state, values["average"])
        state.memory = CrossBatchMemory(*values["remembered"])
    except (RuntimeError, KeyError) as error:
        raise CheckpointError(
            f"{path} holds a model of other sizes than {config}, or of other data, or is of an "
            "earlier release: start without --resume."
        ) from error
    state.optimizer.load_state_dict(values["optimizer"])
    state.step, state.seconds = values["step"], values["seconds"]


def _average(state: TrainingState, weights: Mapping[str, Tensor] | None) -> AveragedModel | None:
    if weights is None:
        return None
    average = state.average or AveragedModel(state.model.visual)
    average.load_state_dict(weights)
    return average
