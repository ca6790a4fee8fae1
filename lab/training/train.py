"""A whole training run, from its configuration to the folder with the trained model."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from open_clip.model import CLIP
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from torch.nn import Parameter

from lab.training.checkpoint import TrainingState, load_checkpoint, save_checkpoint
from lab.training.config import TrainingConfig
from lab.training.datasets.dataset import SplitDataset
from lab.training.datasets.training_data import TrainingData, load_datasets, training_data
from lab.training.errors import GpuUnavailable
from lab.training.final_metrics import final_metrics
from lab.training.model.export import CARD_FILE, export_model
from lab.training.model.pretrained import read_merges, with_start
from lab.training.model.tokenizer import MERGES_FILE, Tokenizer, open_tokenizer, write_merges
from lab.training.model.towers import embed_tokens
from lab.training.model_card import model_card
from lab.training.moving_average import new_moving_average
from lab.training.objective.cross_batch_memory import CrossBatchMemory
from lab.training.pretrained.distillation import (
    Distillation,
    distillation,
    learning_rates,
)
from lab.training.start import start_model
from lab.training.trainer import Step, Trainer, new_optimizer
from lab.training.validation import Embedder, Metric, validate


@dataclass(frozen=True, slots=True, kw_only=True)
class RunContext:
    """Everything a run needs that does not change during it."""

    config: TrainingConfig
    tokenizer: Tokenizer
    data: TrainingData
    datasets: Sequence[SplitDataset]
    distillation: Distillation | None
    """What the run learns from pretrained models, if its recipe says so."""
    console: Console


def train(*, config: TrainingConfig, console: Console) -> list[Metric]:
    """Train a model, write it to `config.output`, and return its metrics on held-out data.

    Raises TrainingError if the data, the start model, the checkpoint or the GPU cannot be used.
    """
    if config.device == "cuda" and not torch.cuda.is_available():
        raise GpuUnavailable
    torch.set_num_threads(config.threads)
    with denormals_flushed():
        return _train(with_start(config), console)


@contextmanager
def denormals_flushed() -> Iterator[None]:
    """Compute with denormal numbers as zeros, which saves a third of the time on some CPUs.

    Denormals are switched on again at the end, as other code may need them.
    """
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)


def _train(config: TrainingConfig, console: Console) -> list[Metric]:
    context = prepare(config, console)
    state = initial_state(context)
    if (config.start_from or config.recipe) and not state.step:
        console.print(f"Before training: {_summary(_metrics(context, state.model))}")
    with _progress(console) as bar:
        task = bar.add_task("starting", total=1.0)
        for step in new_trainer(context, state).steps():
            bar.update(task, completed=step.progress, description=_line(step))
            if step.ends_stage or step.number % config.checkpoint_every == 0:
                _checkpoint(context, state, step)
    save_checkpoint(config.checkpoint, state)
    return _finish(context, state)


def new_trainer(context: RunContext, state: TrainingState) -> Trainer:
    return Trainer(context.config, state, context.data, context.tokenizer, context.distillation)


def prepare(config: TrainingConfig, console: Console) -> RunContext:
    config.output.mkdir(parents=True, exist_ok=True)
    config.scratch.mkdir(parents=True, exist_ok=True)
    _write_merges(config)
    datasets = load_datasets(config, console)
    tokenizer = open_tokenizer(config.output, config.model.context_length)
    sources = [dataset.source for dataset in datasets]
    return RunContext(
        config=config,
        tokenizer=tokenizer,
        data=training_data(config, datasets),
        datasets=datasets,
        distillation=distillation(config, sources, tokenizer, console),
        console=console,
    )


def _write_merges(config: TrainingConfig) -> None:
    path = config.output / MERGES_FILE
    if config.start_from:
        path.write_bytes(read_merges(config.start_from, config.model))
    else:
        write_merges(path, config.model.bpe_merges)


def initial_state(context: RunContext) -> TrainingState:
    """Return the state that training starts from, or that of the checkpoint if the run resumes."""
    config, distilled = context.config, context.distillation
    torch.manual_seed(config.seed)
    model = start_model(config, distilled).to(config.device)
    prototypes = _prototypes(context, model)
    rates = learning_rates(model, prototypes, distilled.recipe) if distilled else {}
    state = TrainingState(
        model,
        prototypes,
        new_optimizer([*model.parameters(), prototypes], config, rates),
        average=new_moving_average(model) if distilled else None,
        memory=CrossBatchMemory.empty(config.device),
    )
    if config.resume:
        load_checkpoint(config.checkpoint, state, config.model)
    return state


def _prototypes(context: RunContext, model: CLIP) -> Parameter:
    """Return a prototype for each concept: random, or with `start_from`, its name's text vector.
    With teachers, there is one for each label of photos instead.

    Random prototypes would undo what a trained image tower knows. The vectors of names are scaled
    to the norm of random ones, so that the same learning rate suits both.
    """
    vocabulary = context.data.mixture.vocabulary
    config = context.config
    if context.distillation:
        return Parameter(context.distillation.prototypes.to(config.device))
    if config.start_from is None or not vocabulary.concepts:
        random_vectors = torch.randn(len(vocabulary.concepts), config.model.embed_dim)
        return Parameter(random_vectors.to(config.device))
    names = vocabulary.names(random.Random(config.seed))
    with torch.no_grad():
        vectors = embed_tokens(model, context.tokenizer(names).to(config.device))
    return Parameter(vectors * config.model.embed_dim**0.5)


def _checkpoint(context: RunContext, state: TrainingState, step: Step) -> None:
    """Save a checkpoint, export the model so that it can be tried, and print its metrics."""
    save_checkpoint(context.config.checkpoint, state)
    export_model(context.config.output, state.model, context.config.model)
    context.console.print(f"{_line(step)}, {_summary(_metrics(context, state.model))}")


def _finish(context: RunContext, state: TrainingState) -> list[Metric]:
    """Export the model with its card, and return the metrics of its half-precision weights."""
    config = context.config
    export_model(config.output, state.model, config.model)
    metrics = final_metrics(config, context.tokenizer, context.datasets)
    card = model_card(config, metrics, state, [dataset.notes for dataset in context.datasets])
    (config.output / CARD_FILE).write_text(card, encoding="utf-8")
    return metrics


def _metrics(context: RunContext, model: CLIP) -> list[Metric]:
    size = context.config.model.image_size
    embedder = Embedder(model=model, tokenizer=context.tokenizer, size=size)
    return validate(embedder, [dataset.held_out for dataset in context.datasets])


def _line(step: Step) -> str:
    return f"step {step.number}, {step.seconds / 60:.1f} min, loss {step.loss:.3f}"


def _summary(metrics: list[Metric]) -> str:
    return ", ".join(f"{metric.name} {metric.value:.3f}" for metric in metrics)


def _progress(console: Console) -> Progress:
    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=console)
