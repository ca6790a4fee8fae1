from dataclasses import replace

import pytest
import torch
from open_clip.model import CLIP
from rich.console import Console

from lab.training.config import TrainingConfig
from lab.training.distilled_image_stage import DistilledImageStage
from lab.training.model.pretrained import with_start
from lab.training.moving_average import apply_moving_average
from lab.training.pretrained.distillation import original_weights
from lab.training.pretrained.recipe import Recipe
from lab.training.train import initial_state, new_trainer, prepare, train
from tests.lab.training.runs import checkpoint_state, interrupt

pytestmark = pytest.mark.slow

LOWEST = (
    "trunk.conv_stem.",
    "trunk.bn1.",
    "trunk.blocks.0.",
    "trunk.blocks.1.",
    "trunk.blocks.2.",
)


def recipe_of(config: TrainingConfig) -> Recipe:
    assert config.recipe
    return config.recipe


def pictures_alone(config: TrainingConfig, *, epochs: int = 2) -> TrainingConfig:
    return replace(config, image_stage_share=1.0, text_stage_share=0.0, epochs=epochs)


def image_tower(model: CLIP) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in model.visual.state_dict().items()}


def test_the_image_stage_leaves_the_lowest_blocks_and_all_statistics_unchanged(
    pretrained: TrainingConfig, console: Console
) -> None:
    context = prepare(pictures_alone(pretrained), console)
    state = initial_state(context)
    before = image_tower(state.model)
    for _ in new_trainer(context, state).steps():
        pass
    after = image_tower(state.model)
    moved = {name for name in after if not torch.equal(after[name], before[name])}
    assert {"trunk.blocks.3.0.conv_pw.weight", "trunk.conv_head.weight"} <= moved
    assert {"trunk.classifier.weight", "trunk.bn2.weight"} <= moved
    assert "trunk.blocks.3.0.conv_dw.weight" not in moved
    assert not {name for name in moved if name.startswith(LOWEST) or "running" in name}


def test_training_brings_pictures_nearer_to_their_targets(
    pretrained: TrainingConfig, console: Console
) -> None:
    recipe = recipe_of(pretrained)
    weights = replace(recipe.image_losses, label=0.0, view=0.0)
    longer = replace(
        pictures_alone(pretrained, epochs=12), recipe=replace(recipe, image_losses=weights)
    )
    context = prepare(longer, console)
    losses = [step.loss for step in new_trainer(context, initial_state(context)).steps()]
    assert sum(losses[-4:]) < 0.85 * sum(losses[:4])


def test_words_are_trained_against_finished_pictures_with_the_averaged_tower(
    pretrained: TrainingConfig, console: Console
) -> None:
    context = prepare(replace(pretrained, epochs=4), console)
    state = initial_state(context)
    towers = [
        (state.average is not None, image_tower(state.model))
        for _ in new_trainer(context, state).steps()
    ]
    in_text_stage = [tower for averaging, tower in towers if not averaging]
    assert len(in_text_stage) == 2
    assert all(torch.equal(a, b) for a, b in zip(*map(dict.values, in_text_stage), strict=True))
    assert any(
        not torch.equal(value, in_text_stage[0][name]) for name, value in towers[5][1].items()
    )


def test_a_tuned_share_of_zero_keeps_the_original_image_tower(
    pretrained: TrainingConfig, console: Console
) -> None:
    recipe = replace(recipe_of(pretrained), tuned_share=0.0)
    context = prepare(replace(pretrained, recipe=recipe), console)
    state = initial_state(context)
    for _ in new_trainer(context, state).steps():
        pass
    assert context.distillation
    original = original_weights(context.distillation)
    assert all(
        torch.equal(original[name], value) for name, value in image_tower(state.model).items()
    )


def test_the_tower_becomes_a_mix_of_original_and_average(
    pretrained: TrainingConfig, console: Console
) -> None:
    state = initial_state(prepare(pretrained, console))
    original = image_tower(state.model)
    assert state.average
    for value in (1.0, 3.0):
        torch.nn.init.constant_(state.model.visual.trunk.classifier.bias, value)
        state.average.update_parameters(state.model.visual)
    apply_moving_average(state, original, tuned_share=0.75)
    expected = 0.25 * original["trunk.classifier.bias"] + 0.75 * 2.0
    assert torch.allclose(state.model.visual.trunk.classifier.bias, expected)
    assert state.average is None


@pytest.mark.parametrize("after", [2, 7], ids=["image stage", "text stage"])
def test_a_resumed_run_ends_with_the_weights_of_an_uninterrupted_one(
    pretrained: TrainingConfig, console: Console, after: int
) -> None:
    longer = replace(pretrained, epochs=4, output=pretrained.output.with_name("whole"))
    train(config=longer, console=console)
    whole = checkpoint_state(longer, console)
    stopped = replace(longer, output=longer.output.with_name(f"stopped-{after}"))
    interrupt(stopped, console, after=after)
    train(config=replace(stopped, resume=True), console=console)
    resumed = checkpoint_state(stopped, console)
    assert (whole.step, resumed.step) == (8, 8)
    weights = whole.model.state_dict().values(), resumed.model.state_dict().values()
    assert all(torch.equal(a, b) for a, b in zip(*weights, strict=True))


def test_the_card_names_teachers_and_licences(pretrained: TrainingConfig, console: Console) -> None:
    train(config=pretrained, console=console)
    card = (pretrained.output / "README.md").read_text()
    assert "tf_efficientnet_lite0 image tower" in card
    assert "trained it from pretrained weights" in card
    assert 'The encoder "start"' in card
    assert "all-MiniLM-L6-v2" in card
    assert "Apache-2.0" in card
    assert "100% of the way" in card


def test_every_view_and_mixture_of_a_step_has_a_unit_target(
    pretrained: TrainingConfig, console: Console
) -> None:
    context = prepare(pictures_alone(pretrained), console)
    assert context.distillation
    stage = DistilledImageStage(
        context.config,
        initial_state(context),
        context.data,
        context.tokenizer,
        context.distillation,
    )
    step = next(stage._steps)
    views = 2 * step.labels.examples
    assert len(step.targets) == len(step.features) == views + recipe_of(pretrained).mixed_pictures
    assert torch.allclose(step.targets.norm(dim=1), torch.ones(len(step.targets)), atol=1e-4)


def test_further_training_keeps_the_lowest_blocks_and_all_statistics_too(
    pretrained: TrainingConfig, console: Console
) -> None:
    train(config=replace(pretrained, epochs=1), console=console)
    further = with_start(
        replace(
            pretrained,
            recipe=None,
            start_from=pretrained.output,
            output=pretrained.output.with_name("further"),
        )
    )
    context = prepare(further, console)
    state = initial_state(context)
    before = image_tower(state.model)
    for _ in new_trainer(context, state).steps():
        pass
    after = image_tower(state.model)
    moved = {name for name in after if not torch.equal(after[name], before[name])}
    assert "trunk.conv_head.weight" in moved
    assert not {name for name in moved if name.startswith(LOWEST) or "running" in name}
