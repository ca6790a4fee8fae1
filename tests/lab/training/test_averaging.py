from dataclasses import replace

import pytest
import torch
from rich.console import Console

from lab.training.averaging import apply_average, update_average
from lab.training.checkpoint import TrainingState
from lab.training.config import TrainingConfig
from lab.training.schedule import ScheduleState, Stage, image_size, learning_rate
from lab.training.train import initial_state, prepare, train
from lab.training.trainer import Trainer
from tests.lab.training.runs import checkpoint_state, interrupt

pytestmark = pytest.mark.usefixtures("colour_cards")

LATE = ScheduleState(Stage.IMAGE, 0.9)


@pytest.fixture
def averaging(config: TrainingConfig) -> TrainingConfig:
    return replace(config, average=True, epochs=10, image_stage_share=0.75, text_stage_share=0.25)


def filled(state: TrainingState, value: float) -> TrainingState:
    for weight in state.model.visual.parameters():
        torch.nn.init.constant_(weight, value)
    return state


def test_image_tower_gets_the_mean_of_its_weights(
    averaging: TrainingConfig, console: Console
) -> None:
    state = initial_state(prepare(averaging, console))
    update_average(filled(state, 1.0), LATE)
    update_average(filled(state, 2.0), LATE)
    update_average(filled(state, 9.0), ScheduleState(Stage.IMAGE, 0.1))
    apply_average(state, [])
    values = torch.cat([weight.flatten() for weight in state.model.visual.parameters()])
    assert torch.equal(values, torch.full_like(values, 1.5))
    assert state.average is None


def test_averaging_recomputes_batch_norm_statistics(
    averaging: TrainingConfig, console: Console
) -> None:
    state = initial_state(prepare(averaging, console))
    update_average(state, LATE)
    layer = next(layer for layer in state.model.visual.modules() if hasattr(layer, "running_mean"))
    before = layer.running_mean.clone()
    apply_average(state, [torch.rand(4, 3, 32, 32) for _ in range(3)])
    assert not torch.equal(layer.running_mean, before)


def test_averaging_trains_on_full_size_pictures_at_a_constant_rate(
    averaging: TrainingConfig,
) -> None:
    points = [ScheduleState(Stage.IMAGE, progress) for progress in (0.1, 0.5, 1.0)]
    rates = {learning_rate(averaging, point) for point in points}
    assert rates == {averaging.joint_learning_rate}
    sized = replace(averaging, initial_image_size=16, initial_size_share=0.5)
    assert image_size(sized, ScheduleState(Stage.IMAGE, 0.1)) == sized.model.image_size


def test_text_stage_trains_with_the_averaged_image_tower(
    averaging: TrainingConfig, console: Console
) -> None:
    context = prepare(averaging, console)
    state = initial_state(context)
    trainer = Trainer(averaging, state, context.data, context.tokenizer)
    has_average = [state.average is not None for _ in trainer.steps()]
    assert any(has_average)
    assert not has_average[-1]


def test_resumed_run_ends_with_the_same_average(
    averaging: TrainingConfig, console: Console
) -> None:
    train(config=replace(averaging, minutes=None), console=console)
    whole = checkpoint_state(averaging, console)
    stopped = replace(averaging, minutes=None, output=averaging.output.with_name("stopped"))
    interrupt(stopped, console, after=10)
    train(config=replace(stopped, resume=True), console=console)
    resumed = checkpoint_state(stopped, console)
    weights = whole.model.state_dict().values(), resumed.model.state_dict().values()
    for expected, actual in zip(*weights, strict=True):
        assert torch.equal(expected, actual)
