"""Helpers to interrupt a training run and to inspect its last checkpoint."""

from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from lab.training.checkpoint import TrainingState, load_checkpoint, save_checkpoint
from lab.training.config import TrainingConfig
from lab.training.train import initial_state, prepare, train


def checkpoint_state(config: TrainingConfig, console: Console) -> TrainingState:
    state = initial_state(prepare(config, console))
    load_checkpoint(config.checkpoint, state, config.model)
    return state


class Interrupted(Exception):
    """Ends a run as if the machine were switched off."""


def interrupt(config: TrainingConfig, console: Console, *, after: int) -> None:
    """Run until the checkpoint after this number of steps has been written."""

    def save_and_stop(path: Path, state: TrainingState) -> None:
        save_checkpoint(path, state)
        if state.step == after:
            raise Interrupted

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lab.training.train.save_checkpoint", save_and_stop)
        with pytest.raises(Interrupted):
            train(config=replace(config, checkpoint_every=after), console=console)
