from dataclasses import replace

import pytest
import torch
from rich.console import Console

from lab.training.config import TrainingConfig
from lab.training.schedule import (
    ScheduleState,
    Stage,
    image_size,
    learning_rate,
    schedule_state,
)
from lab.training.train import initial_state, prepare
from lab.training.trainer import Trainer


def test_image_stage_comes_first_then_text_then_joint(config: TrainingConfig) -> None:
    staged = replace(config, image_stage_share=0.5, text_stage_share=0.25)
    assert schedule_state(staged, 0.25) == ScheduleState(Stage.IMAGE, 0.5)
    assert schedule_state(staged, 0.625) == ScheduleState(Stage.TEXT, 0.5)
    assert schedule_state(staged, 0.875) == ScheduleState(Stage.JOINT, 0.5)


def test_each_stage_warms_up_and_ends_at_a_low_learning_rate(config: TrainingConfig) -> None:
    for stage in (Stage.IMAGE, Stage.TEXT):
        highest = learning_rate(config, ScheduleState(stage, 0.03))
        assert learning_rate(config, ScheduleState(stage, 0.0)) < highest / 20
        assert learning_rate(config, ScheduleState(stage, 1.0)) == pytest.approx(highest / 50)
    joint = learning_rate(config, ScheduleState(Stage.JOINT, 0.03))
    assert joint == pytest.approx(config.joint_learning_rate)


def test_pictures_grow_to_the_models_size_within_the_image_stage(config: TrainingConfig) -> None:
    sized = replace(config, initial_image_size=16, initial_size_share=0.5)
    assert image_size(sized, ScheduleState(Stage.IMAGE, 0.4)) == 16
    assert image_size(sized, ScheduleState(Stage.IMAGE, 0.6)) == sized.model.image_size
    assert image_size(sized, ScheduleState(Stage.JOINT, 0.1)) == sized.model.image_size


@pytest.mark.usefixtures("colour_cards")
def test_text_stage_leaves_the_image_tower_unchanged(
    config: TrainingConfig, console: Console
) -> None:
    text_only = replace(config, image_stage_share=0.0, text_stage_share=1.0)
    context = prepare(text_only, console)
    state = initial_state(context)
    before = {name: value.clone() for name, value in state.model.state_dict().items()}
    for _ in Trainer(text_only, state, context.data, context.tokenizer).steps():
        pass
    after = state.model.state_dict()
    moved = {name for name in after if not torch.equal(after[name], before[name])}
    assert moved
    assert not {name for name in moved if name.startswith("visual.")}
