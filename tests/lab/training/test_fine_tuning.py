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
from lab.training.config import TrainingPlan
from lab.training.model.pretrained import StartError, read_model, read_towers, with_start
from lab.training.model.towers import MERGES_FILE, embed_tokens
from lab.training.schedule import Moment, Stage, learning_rate, moment
from lab.training.train import new_run, prepared, train
from tests.lab.training.cards import card_shop


@pytest.fixture
def fine_tuning(plan: TrainingPlan, start: Path) -> TrainingPlan:
    """The shop's catalog alone."""
    return replace(
        plan, start_from=start, designs=0, photos=None, catalog=card_shop(), products_per_batch=32,
        gentle_rate=3e-3, epochs=20,
    )  # fmt: skip


def test_the_first_step_starts_from_the_weights_in_the_folder(
    fine_tuning: TrainingPlan, start: Path, console: Console
) -> None:
    weights = new_run(prepared(with_start(fine_tuning), console)).model.state_dict()
    written = load_file(start / "open_clip_model.safetensors")
    assert weights.keys() == written.keys()
    assert all(torch.equal(weights[name], written[name].to(weights[name])) for name in weights)


def test_sizes_are_those_of_the_model_that_is_trained_further(plan: TrainingPlan) -> None:
    further = with_start(replace(plan, start_from=BUNDLED))
    config = json.loads((BUNDLED / "open_clip_config.json").read_text())["model_cfg"]
    assert further.towers.text_layers == config["text_cfg"]["layers"]
    assert further.towers.image_size == config["vision_cfg"]["image_size"]


def test_both_towers_of_a_trained_model_learn_from_the_start_and_gently(
    plan: TrainingPlan, start: Path
) -> None:
    further = with_start(replace(plan, start_from=start))
    assert moment(further, 0.25) == Moment(Stage.BOTH, 0.25)
    assert learning_rate(further, moment(further, 0.03)) == pytest.approx(plan.gentle_rate)


def test_a_long_further_run_may_go_through_all_stages_again(
    plan: TrainingPlan, start: Path
) -> None:
    staged = replace(plan, pictures_share=0.5, words_share=0.25)
    further = with_start(replace(staged, start_from=start, all_stages=True))
    assert moment(further, 0.25) == Moment(Stage.PICTURES, 0.5)


@pytest.mark.usefixtures("colour_cards")
def test_concepts_start_as_the_trained_models_words_for_them(
    plan: TrainingPlan, start: Path, console: Console
) -> None:
    bench = prepared(with_start(replace(plan, start_from=start)), console)
    run = new_run(bench)
    names = bench.data.mix.vocabulary.texts(random.Random(plan.seed))
    with torch.no_grad():
        words = embed_tokens(run.model, bench.tokenizer(names))
    assert functional.cosine_similarity(run.prototypes, words).min() > 0.999


def test_training_on_the_catalog_finds_the_photos_of_titles_never_trained_on(
    fine_tuning: TrainingPlan, console: Console
) -> None:
    # Hardly a step: what the start can do.
    before = train(plan=replace(fine_tuning, minutes=1e-9), console=console)
    after = train(plan=fine_tuning, console=console)
    name = "title -> its photo, recall@1"
    known, found = (
        next(figure for figure in figures if figure.name == name) for figures in (before, after)
    )
    assert known.chance == found.chance
    assert known.value < 0.2
    assert found.value > 0.4


def test_the_card_says_what_the_model_started_from_and_saw(
    fine_tuning: TrainingPlan, console: Console
) -> None:
    train(plan=replace(fine_tuning, epochs=1), console=console)
    card = (fine_tuning.output / "README.md").read_text()
    assert 'trained it from the model "start"' in card
    assert "products of a shop's own catalog" in card
    assert "rendered products" not in card


def changed(folder: Path, **options: object) -> None:
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
def test_a_model_that_cannot_be_trained_further_is_refused(
    plan: TrainingPlan, start: Path, options: dict[str, object], reason: str
) -> None:
    changed(start, **options)
    with pytest.raises(StartError, match=reason):
        read_model(start, with_start(replace(plan, start_from=start)).towers)


def test_a_model_without_a_timm_tower_is_refused(plan: TrainingPlan, start: Path) -> None:
    config = {"embed_dim": 16, "vision_cfg": {"layers": 1, "width": 32, "patch_size": 16}}
    (start / "open_clip_config.json").write_text(json.dumps({"model_cfg": config}))
    with pytest.raises(StartError, match="a timm image tower"):
        read_towers(start)


def test_an_empty_folder_is_no_start(plan: TrainingPlan, tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"open_clip_config.json: No such file"):
        with_start(replace(plan, start_from=tmp_path))


@pytest.mark.parametrize("data", [b"not gzip", b""])
def test_a_start_with_a_broken_vocabulary_is_refused(
    plan: TrainingPlan, start: Path, data: bytes
) -> None:
    (start / MERGES_FILE).write_bytes(data)
    with pytest.raises(StartError, match=MERGES_FILE):
        with_start(replace(plan, start_from=start))


def test_a_model_never_overwrites_the_one_it_starts_from(plan: TrainingPlan, start: Path) -> None:
    with pytest.raises(StartError, match="--output must be another folder"):
        with_start(replace(plan, start_from=start, output=start))
