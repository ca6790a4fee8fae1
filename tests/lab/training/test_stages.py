from dataclasses import replace

import pytest
import torch
from rich.console import Console

from lab.training.config import TrainingPlan
from lab.training.schedule import Moment, Stage, learning_rate, moment, picture_size
from lab.training.step_loss import Lesson
from lab.training.train import new_run, prepared
from lab.training.trainer import steps


def test_pictures_come_first_then_words_then_both(plan: TrainingPlan) -> None:
    shared = replace(plan, pictures_share=0.5, words_share=0.25)
    assert moment(shared, 0.25) == Moment(Stage.PICTURES, 0.5)
    assert moment(shared, 0.625) == Moment(Stage.WORDS, 0.5)
    assert moment(shared, 0.875) == Moment(Stage.BOTH, 0.5)


def test_each_stage_warms_up_and_ends_at_a_low_rate(plan: TrainingPlan) -> None:
    for stage in (Stage.PICTURES, Stage.WORDS):
        highest = learning_rate(plan, Moment(stage, 0.03))
        assert learning_rate(plan, Moment(stage, 0.0)) < highest / 20
        assert learning_rate(plan, Moment(stage, 1.0)) == pytest.approx(highest / 50)
    assert learning_rate(plan, Moment(Stage.BOTH, 0.03)) == pytest.approx(plan.gentle_rate)


def test_pictures_grow_to_the_models_size_within_their_stage(plan: TrainingPlan) -> None:
    sized = replace(plan, first_size=16, first_share=0.5)
    assert picture_size(sized, Moment(Stage.PICTURES, 0.4)) == 16
    assert picture_size(sized, Moment(Stage.PICTURES, 0.6)) == sized.towers.image_size
    assert picture_size(sized, Moment(Stage.BOTH, 0.1)) == sized.towers.image_size


@pytest.mark.usefixtures("colour_cards")
def test_the_image_tower_stands_still_while_words_are_learned(
    plan: TrainingPlan, console: Console
) -> None:
    words_alone = replace(plan, pictures_share=0.0, words_share=1.0)
    bench = prepared(words_alone, console)
    run = new_run(bench)
    before = {name: value.clone() for name, value in run.model.state_dict().items()}
    for _ in steps(Lesson(words_alone, run, bench.data, bench.tokenizer)):
        pass
    after = run.model.state_dict()
    moved = {name for name in after if not torch.equal(after[name], before[name])}
    assert moved
    assert not {name for name in moved if name.startswith("visual.")}
