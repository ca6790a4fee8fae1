"""From a plan to a folder with a trained model."""

from dataclasses import dataclass

import open_clip
import torch
from open_clip.model import CLIP
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from torch.nn import Parameter

from catalog.training.card import model_card
from catalog.training.checkpoint import Run, load_checkpoint, save_checkpoint
from catalog.training.data import HeldOut, TrainingData, held_out_data, real_photos, training_data
from catalog.training.export import CARD_FILE, export_model
from catalog.training.loop import Step, new_optimizer, steps
from catalog.training.plan import TrainingPlan
from catalog.training.steps import Lesson
from catalog.training.towers import (
    MERGES_FILE,
    Tokenizer,
    build_model,
    open_tokenizer,
    write_merges,
)
from catalog.training.validation import Figure, validate


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What a run works with, apart from what it changes."""

    plan: TrainingPlan
    tokenizer: Tokenizer
    data: TrainingData
    held_out: HeldOut
    console: Console


def train(*, plan: TrainingPlan, console: Console) -> list[Figure]:
    """Writes the folder `plan.output` and returns its figures on the held-out data."""
    torch.set_num_threads(plan.threads)
    torch.set_flush_denormal(True)  # denormals cost a third of the time on some CPUs
    bench = prepared(plan, console)
    run = new_run(plan, concepts=len(bench.data.mix.vocabulary.concepts))
    with _progress(console) as bar:
        task = bar.add_task("starting", total=1.0)
        for step in steps(Lesson(plan, run, bench.data, bench.tokenizer)):
            bar.update(task, completed=step.progress, description=_line(step))
            if step.number % plan.checkpoint_every == 0:
                _checkpointed(bench, run, step)
    save_checkpoint(plan.checkpoint, run)
    return finished(bench, run)


def prepared(plan: TrainingPlan, console: Console) -> Bench:
    plan.output.mkdir(parents=True, exist_ok=True)
    plan.scratch.mkdir(parents=True, exist_ok=True)
    write_merges(plan.output / MERGES_FILE, plan.towers.vocabulary)
    console.print(f"Drawing {plan.designs} products, unless {plan.scratch} has them ...")
    real = real_photos(plan)
    return Bench(
        plan=plan,
        tokenizer=open_tokenizer(plan.output, plan.towers),
        data=training_data(plan, real),
        held_out=held_out_data(plan, real),
        console=console,
    )


def new_run(plan: TrainingPlan, *, concepts: int) -> Run:
    torch.manual_seed(plan.seed)
    model = build_model(plan.towers)
    prototypes = Parameter(torch.randn(concepts, plan.towers.embed_dim))
    optimizer = new_optimizer([*model.parameters(), prototypes], plan)
    run = Run(model, prototypes, optimizer)
    if plan.resume:
        load_checkpoint(plan.checkpoint, run, plan.towers)
    return run


def _checkpointed(bench: Bench, run: Run, step: Step) -> None:
    """Also exports, so that a run may be tried, or stopped, at any checkpoint."""
    save_checkpoint(bench.plan.checkpoint, run)
    export_model(bench.plan.output, run.model, bench.plan.towers)
    bench.console.print(f"{_line(step)}, {_summary(_figures(bench, run.model))}")


def finished(bench: Bench, run: Run) -> list[Figure]:
    """The figures are those of the exported, half-precision weights."""
    plan = bench.plan
    export_model(plan.output, run.model, plan.towers)
    figures = _figures(bench, open_clip.create_model(f"local-dir:{plan.output}"))
    real = bench.data.real
    card = model_card(
        plan, figures, steps=run.step, seconds=run.seconds, photos=len(real.photos) if real else 0
    )
    (plan.output / CARD_FILE).write_text(card, encoding="utf-8")
    return figures


def _figures(bench: Bench, model: CLIP) -> list[Figure]:
    size = bench.plan.towers.image_size
    return validate(model, bench.tokenizer, bench.held_out, size=size)


def _line(step: Step) -> str:
    return f"step {step.number}, {step.seconds / 60:.1f} min, loss {step.loss:.3f}"


def _summary(figures: list[Figure]) -> str:
    return ", ".join(f"{figure.name} {figure.value:.3f}" for figure in figures)


def _progress(console: Console) -> Progress:
    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=console)
