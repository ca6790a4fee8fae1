from dataclasses import replace

import open_clip
import pytest
import torch
from PIL import Image
from rich.console import Console

from lab.training.checkpoint import CheckpointError
from lab.training.config import TrainingConfig
from lab.training.train import initial_state, new_trainer, prepare, train
from lab.training.trainer import Trainer
from tests.lab.training.runs import checkpoint_state, interrupt

pytestmark = pytest.mark.usefixtures("colour_cards")


def test_exported_folder_is_an_open_clip_model_of_unit_vectors(
    config: TrainingConfig, console: Console
) -> None:
    train(config=config, console=console)
    model, _, preprocess = open_clip.create_model_and_transforms(f"local-dir:{config.output}")
    tokenizer = open_clip.get_tokenizer(
        f"local-dir:{config.output}", bpe_path=str(config.output / "bpe_simple_vocab.txt.gz")
    )
    model.eval()
    picture = preprocess(Image.new("RGB", (50, 80), "red"))[None]
    vectors = [
        model.encode_image(picture, normalize=True),
        model.encode_text(tokenizer(["a red t-shirt"]), normalize=True),
    ]
    assert [vector.shape for vector in vectors] == [(1, 32), (1, 32)]
    assert [round(vector.norm().item(), 3) for vector in vectors] == [1.0, 1.0]


def test_training_returns_metrics_and_writes_them_into_the_model_card(
    config: TrainingConfig, console: Console
) -> None:
    metrics = train(config=config, console=console)
    card = (config.output / "README.md").read_text()
    names = [metric.name for metric in metrics]
    assert "shopper photo -> products of its kind, precision@10" in names
    assert all(0 <= metric.value <= 1 for metric in metrics)
    assert all(f"| {metric.name} | {metric.value:.3f} |" in card for metric in metrics)


def test_resumed_run_ends_with_the_weights_of_an_uninterrupted_one(
    config: TrainingConfig, console: Console
) -> None:
    train(config=replace(config, minutes=None), console=console)
    whole = checkpoint_state(config, console)
    stopped = replace(config, output=config.output.with_name("stopped"))
    interrupt(stopped, console, after=2)
    train(config=replace(stopped, resume=True), console=console)
    resumed = checkpoint_state(stopped, console)
    assert (whole.step, resumed.step) == (4, 4)
    assert torch.equal(whole.model.token_embedding.weight, resumed.model.token_embedding.weight)


def test_the_end_of_a_stage_is_a_checkpoint(
    config: TrainingConfig, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = []
    monkeypatch.setattr(
        "lab.training.train.save_checkpoint", lambda _, state: saved.append(state.step)
    )
    longer = replace(config, epochs=4)
    context = prepare(longer, console)
    ends = [
        step.number
        for step in new_trainer(context, initial_state(context)).steps()
        if step.ends_stage
    ]
    train(config=longer, console=console)
    assert len(ends) == 2
    assert saved == [*ends, 8]


def test_resuming_without_a_checkpoint_is_refused_with_the_fix(
    config: TrainingConfig, console: Console
) -> None:
    with pytest.raises(CheckpointError, match="start without --resume"):
        train(config=replace(config, resume=True), console=console)


def test_checkpoint_of_an_earlier_release_is_refused(
    config: TrainingConfig, console: Console
) -> None:
    interrupt(config, console, after=2)
    checkpoint = torch.load(config.checkpoint, weights_only=True)
    del checkpoint["remembered"]
    torch.save(checkpoint, config.checkpoint)
    with pytest.raises(CheckpointError, match="earlier release: start without --resume"):
        train(config=replace(config, resume=True), console=console)


@pytest.mark.parametrize("share", [1.0, 0.0], ids=["image", "text"])
def test_training_lowers_the_loss(config: TrainingConfig, console: Console, share: float) -> None:
    longer = replace(config, epochs=10, image_stage_share=share, text_stage_share=1 - share)
    context = prepare(longer, console)
    trainer = Trainer(longer, initial_state(context), context.data, context.tokenizer)
    losses = [step.loss for step in trainer.steps()]
    assert sum(losses[-4:]) < 0.85 * sum(losses[:4])
