from dataclasses import replace

import pytest
import torch
from rich.console import Console

from lab.training.averaging import note_weights, take_average
from lab.training.checkpoint import Run
from lab.training.config import TrainingPlan
from lab.training.schedule import Moment, Stage, learning_rate, picture_size
from lab.training.step_loss import Lesson
from lab.training.train import new_run, prepared, train
from lab.training.trainer import steps
from tests.lab.training.test_training_run import interrupted, loaded

pytestmark = pytest.mark.usefixtures("colour_cards")

LATE = Moment(Stage.PICTURES, 0.9)


@pytest.fixture
def averaged(plan: TrainingPlan) -> TrainingPlan:
    return replace(plan, average=True, epochs=10, pictures_share=0.75, words_share=0.25)


def filled(run: Run, value: float) -> Run:
    for weight in run.model.visual.parameters():
        torch.nn.init.constant_(weight, value)
    return run


def test_the_image_tower_gets_the_mean_of_its_weights(
    averaged: TrainingPlan, console: Console
) -> None:
    run = new_run(prepared(averaged, console))
    note_weights(filled(run, 1.0), LATE)
    note_weights(filled(run, 2.0), LATE)
    note_weights(filled(run, 9.0), Moment(Stage.PICTURES, 0.1))
    take_average(run, [])
    values = torch.cat([weight.flatten() for weight in run.model.visual.parameters()])
    assert torch.equal(values, torch.full_like(values, 1.5))
    assert run.average is None


def test_batch_statistics_are_those_of_the_mean(averaged: TrainingPlan, console: Console) -> None:
    run = new_run(prepared(averaged, console))
    note_weights(run, LATE)
    first = next(one for one in run.model.visual.modules() if hasattr(one, "running_mean"))
    before = first.running_mean.clone()
    take_average(run, [torch.rand(4, 3, 32, 32) for _ in range(3)])
    assert not torch.equal(first.running_mean, before)


def test_pictures_are_of_full_size_at_a_constant_rate(averaged: TrainingPlan) -> None:
    rates = {learning_rate(averaged, Moment(Stage.PICTURES, at)) for at in (0.1, 0.5, 1.0)}
    assert rates == {averaged.gentle_rate}
    sized = replace(averaged, first_size=16, first_share=0.5)
    assert picture_size(sized, Moment(Stage.PICTURES, 0.1)) == sized.towers.image_size


def test_a_run_learns_words_with_the_averaged_tower(
    averaged: TrainingPlan, console: Console
) -> None:
    bench = prepared(averaged, console)
    run = new_run(bench)
    noted = [
        run.average is not None for _ in steps(Lesson(averaged, run, bench.data, bench.tokenizer))
    ]
    assert any(noted)
    assert not noted[-1]


def test_a_resumed_run_ends_with_the_same_average(averaged: TrainingPlan, console: Console) -> None:
    train(plan=replace(averaged, minutes=None), console=console)
    whole = loaded(averaged, console)
    stopped = replace(averaged, minutes=None, output=averaged.output.with_name("stopped"))
    interrupted(stopped, console, after=10)
    train(plan=replace(stopped, resume=True), console=console)
    resumed = loaded(stopped, console)
    for one, other in zip(
        whole.model.state_dict().values(), resumed.model.state_dict().values(), strict=True
    ):
        assert torch.equal(one, other)
