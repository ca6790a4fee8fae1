import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from rich.console import Console
from safetensors.torch import load_file
from torch.nn import functional

from catalog.embedding.encoder_source import BUNDLED
from lab.training.config import TrainingConfig
from lab.training.model.pretrained import (
    StartError,
    read_model,
    read_model_config,
    with_start,
)
from lab.training.model.tokenizer import MERGES_FILE
from lab.training.model.towers import embed_tokens
from lab.training.schedule import ScheduleState, Stage, learning_rate, schedule_state
from lab.training.train import initial_state, prepare, train
from tests.lab.training.cards import card_shop


@pytest.fixture
def fine_tuning(config: TrainingConfig, start_folder: Path) -> TrainingConfig:
    """A run that trains a model further, on a shop's catalog alone."""
    return replace(
        config,
        start_from=start_folder,
        designs=0,
        photos=(),
        catalog=card_shop(),
        products_per_batch=32,
        joint_learning_rate=3e-3,
        epochs=20,
    )


def test_fine_tuning_starts_from_the_weights_in_the_folder(
    fine_tuning: TrainingConfig, start_folder: Path, console: Console
) -> None:
    weights = initial_state(prepare(with_start(fine_tuning), console)).model.state_dict()
    written = load_file(start_folder / "open_clip_model.safetensors")
    assert weights.keys() == written.keys()
    assert all(torch.equal(weights[name], written[name].to(weights[name])) for name in weights)


def test_fine_tuning_takes_the_sizes_of_the_model_it_starts_from(config: TrainingConfig) -> None:
    model = with_start(replace(config, start_from=BUNDLED)).model
    bundled = json.loads((BUNDLED / "open_clip_config.json").read_text())["model_cfg"]
    assert model.text_layers == bundled["text_cfg"]["layers"]
    assert model.image_size == bundled["vision_cfg"]["image_size"]


def test_fine_tuning_has_only_a_joint_stage_with_a_low_learning_rate(
    config: TrainingConfig, start_folder: Path
) -> None:
    further = with_start(replace(config, start_from=start_folder))
    assert schedule_state(further, 0.25) == ScheduleState(Stage.JOINT, 0.25)
    rate = learning_rate(further, schedule_state(further, 0.03))
    assert rate == pytest.approx(config.joint_learning_rate)


def test_fine_tuning_may_go_through_all_stages(config: TrainingConfig, start_folder: Path) -> None:
    staged = replace(config, image_stage_share=0.5, text_stage_share=0.25)
    further = with_start(replace(staged, start_from=start_folder, all_stages=True))
    assert schedule_state(further, 0.25) == ScheduleState(Stage.IMAGE, 0.5)


@pytest.mark.usefixtures("colour_cards")
def test_prototypes_start_as_the_trained_models_vectors_of_concept_names(
    config: TrainingConfig, start_folder: Path, console: Console
) -> None:
    context = prepare(with_start(replace(config, start_from=start_folder)), console)
    state = initial_state(context)
    names = context.data.mixture.vocabulary.names(random.Random(config.seed))
    with torch.no_grad():
        vectors = embed_tokens(state.model, context.tokenizer(names))
    assert functional.cosine_similarity(state.prototypes, vectors).min() > 0.999


def test_fine_tuning_on_a_catalog_improves_recall_of_held_out_titles(
    fine_tuning: TrainingConfig, console: Console
) -> None:
    # The time limit ends the first run after one step, so its metrics are those of the start.
    runs = [replace(fine_tuning, minutes=1e-9), fine_tuning]
    name = "title -> its photo, recall@1"
    before, after = (
        next(metric for metric in train(config=run, console=console) if metric.name == name)
        for run in runs
    )
    assert before.chance == after.chance
    assert before.value < 0.2
    assert after.value > 0.4


def test_model_card_names_the_start_and_the_data_of_fine_tuning(
    fine_tuning: TrainingConfig, console: Console
) -> None:
    train(config=replace(fine_tuning, epochs=1), console=console)
    card = (fine_tuning.output / "README.md").read_text()
    assert 'trained it from the model "start"' in card
    assert "products of a shop's own catalog" in card
    assert "rendered products" not in card


def change_vision_config(folder: Path, **options: object) -> None:
    path = folder / "open_clip_config.json"
    config = json.loads(path.read_text())
    config["model_cfg"]["vision_cfg"] |= options
    path.write_text(json.dumps(config))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"timm_drop": 0.1}, "has options that train_encoder does not know"),
        ({"image_size": 224}, "sees pictures in another size"),
        ({"image_size": "32"}, "describes no such model"),
        ({"timm_model_name": "no_such_tower"}, "cannot be loaded"),
        ({"timm_model_name": "mobilenetv4_conv_small"}, "cannot be loaded"),
    ],
)
def test_start_model_with_unsupported_options_is_refused(
    config: TrainingConfig, start_folder: Path, options: dict[str, object], reason: str
) -> None:
    change_vision_config(start_folder, **options)
    with pytest.raises(StartError, match=reason):
        read_model(start_folder, with_start(replace(config, start_from=start_folder)).model)


def test_start_model_without_a_timm_tower_is_refused(start_folder: Path) -> None:
    config = {"embed_dim": 16, "vision_cfg": {"layers": 1, "width": 32, "patch_size": 16}}
    (start_folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": config}))
    with pytest.raises(StartError, match="a timm image tower"):
        read_model_config(start_folder)


def test_empty_start_folder_is_refused(config: TrainingConfig, tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"open_clip_config.json: No such file"):
        with_start(replace(config, start_from=tmp_path))


@pytest.mark.parametrize("data", [b"not gzip", b""])
def test_start_model_with_a_broken_merges_file_is_refused(
    config: TrainingConfig, start_folder: Path, data: bytes
) -> None:
    (start_folder / MERGES_FILE).write_bytes(data)
    with pytest.raises(StartError, match=MERGES_FILE):
        with_start(replace(config, start_from=start_folder))


def test_output_folder_must_not_be_the_start_folder(
    config: TrainingConfig, start_folder: Path
) -> None:
    with pytest.raises(StartError, match="--output must be another folder"):
        with_start(replace(config, start_from=start_folder, output=start_folder))
