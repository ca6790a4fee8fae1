"""From a plan to a folder with a trained model."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import open_clip
import torch
from open_clip.model import CLIP
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from torch.nn import Parameter

from lab.training.checkpoint import Run, load_checkpoint, save_checkpoint
from lab.training.config import TrainingPlan
from lab.training.datasets.dataset import Part
from lab.training.datasets.training_data import TrainingData, parts_of, training_data
from lab.training.errors import NoGpu
from lab.training.model.export import CARD_FILE, export_model
from lab.training.model.pretrained import read_merges, read_model, with_start
from lab.training.model.towers import (
    MERGES_FILE,
    Tokenizer,
    build_model,
    embed_tokens,
    open_tokenizer,
    write_merges,
)
from lab.training.model_card import model_card
from lab.training.objective.cross_batch_memory import Remembered
from lab.training.step_loss import Lesson
from lab.training.trainer import Step, new_optimizer, steps
from lab.training.validation import Embedder, Figure, validate


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What a run works with, apart from what it changes."""

    plan: TrainingPlan
    tokenizer: Tokenizer
    data: TrainingData
    parts: Sequence[Part]
    console: Console


def train(*, plan: TrainingPlan, console: Console) -> list[Figure]:
    """Writes the folder `plan.output` and returns its figures on the held-out data."""
    if plan.device == "cuda" and not torch.cuda.is_available():
        raise NoGpu
    torch.set_num_threads(plan.threads)
    with denormals_flushed():
        return _trained(with_start(plan), console)


@contextmanager
def denormals_flushed() -> Iterator[None]:
    """They cost a third of the time on some CPUs. Whoever computes afterwards may need them."""
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)


def _trained(plan: TrainingPlan, console: Console) -> list[Figure]:
    bench = prepared(plan, console)
    run = new_run(bench)
    if plan.start_from and not run.step:
        console.print(f"Before training: {_summary(_figures(bench, run.model))}")
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
    _write_vocabulary(plan)
    parts = parts_of(plan, console)
    return Bench(
        plan=plan,
        tokenizer=open_tokenizer(plan.output, plan.towers),
        data=training_data(plan, parts),
        parts=parts,
        console=console,
    )


def _write_vocabulary(plan: TrainingPlan) -> None:
    target = plan.output / MERGES_FILE
    if plan.start_from:
        target.write_bytes(read_merges(plan.start_from, plan.towers))
    else:
        write_merges(target, plan.towers.vocabulary)


def new_run(bench: Bench) -> Run:
    plan, start = bench.plan, bench.plan.start_from
    torch.manual_seed(plan.seed)
    model = read_model(start, plan.towers) if start else build_model(plan.towers)
    model = model.to(plan.device)
    prototypes = _prototypes(bench, model)
    optimizer = new_optimizer([*model.parameters(), prototypes], plan)
    run = Run(model, prototypes, optimizer, remembered=Remembered.nothing(plan.device))
    if plan.resume:
        load_checkpoint(plan.checkpoint, run, plan.towers)
    return run


def _prototypes(bench: Bench, model: CLIP) -> Parameter:
    """Of a trained model, its words: random ones would first tear its pictures apart. As long as
    random ones, so that the learning rate turns both alike.
    """
    vocabulary = bench.data.mix.vocabulary
    plan = bench.plan
    if plan.start_from is None or not vocabulary.concepts:
        random_ones = torch.randn(len(vocabulary.concepts), plan.towers.embed_dim)
        return Parameter(random_ones.to(plan.device))
    names = vocabulary.texts(random.Random(plan.seed))
    with torch.no_grad():
        words = embed_tokens(model, bench.tokenizer(names).to(plan.device))
    return Parameter(words * plan.towers.embed_dim**0.5)


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
    card = model_card(plan, figures, run, [part.account for part in bench.parts])
    (plan.output / CARD_FILE).write_text(card, encoding="utf-8")
    return figures


def _figures(bench: Bench, model: CLIP) -> list[Figure]:
    size = bench.plan.towers.image_size
    embedder = Embedder(model=model, tokenizer=bench.tokenizer, size=size)
    return validate(embedder, [part.held_out for part in bench.parts])


def _line(step: Step) -> str:
    return f"step {step.number}, {step.seconds / 60:.1f} min, loss {step.loss:.3f}"


def _summary(figures: list[Figure]) -> str:
    return ", ".join(f"{figure.name} {figure.value:.3f}" for figure in figures)


def _progress(console: Console) -> Progress:
    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=console)
