from dataclasses import replace

import open_clip
import pytest
import torch
from PIL import Image
from rich.console import Console

from lab.training.checkpoint import CheckpointError, Run, load_checkpoint
from lab.training.config import TrainingPlan
from lab.training.step_loss import Lesson
from lab.training.train import new_run, prepared, train
from lab.training.trainer import steps

pytestmark = pytest.mark.usefixtures("colour_cards")


def test_the_written_folder_is_an_open_clip_model_of_unit_vectors(
    plan: TrainingPlan, console: Console
) -> None:
    train(plan=plan, console=console)
    model, _, preprocess = open_clip.create_model_and_transforms(f"local-dir:{plan.output}")
    tokenizer = open_clip.get_tokenizer(
        f"local-dir:{plan.output}", bpe_path=str(plan.output / "bpe_simple_vocab.txt.gz")
    )
    model.eval()
    picture = preprocess(Image.new("RGB", (50, 80), "red"))[None]
    vectors = [
        model.encode_image(picture, normalize=True),
        model.encode_text(tokenizer(["a red t-shirt"]), normalize=True),
    ]
    assert [vector.shape for vector in vectors] == [(1, 32), (1, 32)]
    assert [round(vector.norm().item(), 3) for vector in vectors] == [1.0, 1.0]


def test_a_run_reports_figures_and_writes_them_into_the_model_card(
    plan: TrainingPlan, console: Console
) -> None:
    figures = train(plan=plan, console=console)
    card = (plan.output / "README.md").read_text()
    assert "shopper photo -> products of its kind, precision@10" in [one.name for one in figures]
    assert all(0 <= figure.value <= 1 for figure in figures)
    assert all(f"| {figure.name} | {figure.value:.3f} |" in card for figure in figures)


def test_a_resumed_run_counts_on_and_ends_with_the_same_weights(
    plan: TrainingPlan, console: Console
) -> None:
    train(plan=replace(plan, minutes=None), console=console)
    whole = loaded(plan, console)
    # A run that was stopped in the middle: an epoch under the same schedule, then the rest.
    stopped = replace(plan, output=plan.output.with_name("stopped"))
    interrupted(stopped, console, after=2)
    train(plan=replace(stopped, resume=True), console=console)
    resumed = loaded(stopped, console)
    assert (whole.step, resumed.step) == (4, 4)
    assert torch.equal(whole.model.token_embedding.weight, resumed.model.token_embedding.weight)


def test_resuming_without_a_checkpoint_says_what_to_do(
    plan: TrainingPlan, console: Console
) -> None:
    with pytest.raises(CheckpointError, match="start without --resume"):
        train(plan=replace(plan, resume=True), console=console)


def test_a_checkpoint_of_an_earlier_release_is_refused(
    plan: TrainingPlan, console: Console
) -> None:
    interrupted(plan, console, after=2)
    state = torch.load(plan.checkpoint, weights_only=True)
    del state["remembered"]
    torch.save(state, plan.checkpoint)
    with pytest.raises(CheckpointError, match="earlier release: start without --resume"):
        train(plan=replace(plan, resume=True), console=console)


@pytest.mark.parametrize("share", [1.0, 0.0], ids=["pictures", "words"])
def test_training_lowers_the_loss(plan: TrainingPlan, console: Console, share: float) -> None:
    longer = replace(plan, epochs=10, pictures_share=share, words_share=1 - share)
    bench = prepared(longer, console)
    run = new_run(bench)
    losses = [step.loss for step in steps(Lesson(longer, run, bench.data, bench.tokenizer))]
    assert sum(losses[-4:]) < 0.85 * sum(losses[:4])


def loaded(plan: TrainingPlan, console: Console) -> Run:
    run = new_run(prepared(plan, console))
    load_checkpoint(plan.checkpoint, run, plan.towers)
    return run


class Stopped(Exception):
    """As if the machine were switched off."""


def interrupted(plan: TrainingPlan, console: Console, *, after: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lab.training.train.validate", _stop)
        with pytest.raises(Stopped):
            train(plan=replace(plan, checkpoint_every=after), console=console)


def _stop(*_: object, **__: object) -> None:
    raise Stopped
