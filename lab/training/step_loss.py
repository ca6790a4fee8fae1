"""The loss of one step, by the stage that the run is in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

import torch
from torch import Tensor
from torch.nn import functional

from lab.training.checkpoint import Run
from lab.training.config import TrainingPlan
from lab.training.data.augmentation import augmented, plain
from lab.training.data.picture_store import batch_of
from lab.training.datasets.training_data import Rows, TrainingData
from lab.training.model.towers import Tokenizer, embed_pictures, embed_tokens
from lab.training.objective.batch_losses import (
    Said,
    Shown,
    pictures_objective,
    readings_objective,
    words_objective,
)
from lab.training.objective.cross_batch_memory import told_apart
from lab.training.objective.targets import Alike, Read, Targets, Words
from lab.training.prefetch import StageTargets, targets_ahead
from lab.training.schedule import Moment, Stage, picture_size

CHUNK: Final = 256

Part = TypeVar("Part")


@dataclass(slots=True)
class Lesson:
    """What the steps of a run work with."""

    plan: TrainingPlan
    run: Run
    data: TrainingData
    tokenizer: Tokenizer
    _finished: "Finished | None" = field(default=None, init=False)
    _stage: Stage | None = field(default=None, init=False)
    _ahead: Iterator[Targets] = field(default_factory=lambda: iter(()), init=False)

    def loss(self, now: Moment) -> Tensor:
        stages: Mapping[Stage, Callable[[Moment, Targets], Tensor]] = {
            Stage.PICTURES: self._pictures,
            Stage.WORDS: self._words,
            Stage.BOTH: self._both,
        }
        return stages[now.stage](now, self._targets(now.stage))

    def pictures_ahead(self, now: Moment, count: int) -> Iterator[Tensor]:
        """As the next `count` steps would see them."""
        for step in range(self.run.step, self.run.step + count):
            batch = self.data.mix.batch(step)
            yield self._augmented((batch.rows(0), batch.rows(1)), now, step)

    def _targets(self, stage: Stage) -> Targets:
        if stage is not self._stage:
            these = StageTargets(stage=stage, mix=self.data.mix, tokenizer=self.tokenizer)
            self._stage = stage
            self._ahead = targets_ahead(these, self.run.step, processes=self.plan.preparing)
        return next(self._ahead).to(self.plan.device)

    def _pictures(self, now: Moment, asked: Targets) -> Tensor:
        return self._pictured(self._shown(asked, now), asked)

    def _words(self, _now: Moment, asked: Targets) -> Tensor:
        if self._finished is None:
            self._finished = self._finish()
        return self._worded(self._finished.shown(asked.rows), asked) + self._read(asked.read)

    def _both(self, now: Moment, asked: Targets) -> Tensor:
        shown = self._shown(asked, now)
        told = self._pictured(shown, asked) + self._worded(shown, asked)
        return told + self._read(asked.read)

    def _pictured(self, shown: Shown, asked: Targets) -> Tensor:
        alike = prepared_for(asked.alike)
        names = functional.normalize(self.run.prototypes, dim=-1)
        told = pictures_objective(shown, names, asked, alike.same, self._scale)
        return told + self._told_apart(shown, alike)

    def _told_apart(self, shown: Shown, known: Alike) -> Tensor:
        """Of products whose two pictures show them and no other."""
        remembered = self.run.remembered
        pictures, photos = shown.first[known.of], shown.second[known.of]
        self.run.remembered = remembered.noting(pictures, known.products)
        return told_apart(photos, pictures, known.products, remembered, self._scale)

    def _worded(self, shown: Shown, asked: Targets) -> Tensor:
        words = prepared_for(asked.words)
        return words_objective(shown, self._said(words), asked, words, self._scale)

    def _said(self, words: Words) -> Said:
        return Said(*self._embedded(words.tokens).split_with_sizes(list(words.shares)))

    def _read(self, read: Read | None) -> Tensor:
        if read is None:
            return self._scale * 0
        return readings_objective(self._embedded(read.tokens), read.fits, self._scale)

    def _embedded(self, tokens: Tensor) -> Tensor:
        with self._half_precision():
            return embed_tokens(self.run.model, tokens)

    def _shown(self, asked: Targets, now: Moment) -> Shown:
        pictures = self._augmented(asked.rows, now, self.run.step)
        with self._half_precision():
            return Shown(*embed_pictures(self.run.model, pictures).chunk(2))

    def _augmented(self, rows: tuple[Rows, Rows], now: Moment, step: int) -> Tensor:
        """First views, then second ones. The randomness of a step depends on its number alone, so
        a resumed run is the same.
        """
        generator = torch.Generator(self.plan.device).manual_seed(self.plan.seed * 1_000_003 + step)
        size = picture_size(self.plan, now)
        views = [
            augmented(self.data.pictures(view), size=size, generator=generator) for view in rows
        ]
        return torch.cat(views)

    @torch.no_grad()
    def _finish(self) -> "Finished":
        self.run.model.eval()
        return Finished([self._embedded_whole(pixels) for pixels in self.data.pixels])

    def _embedded_whole(self, pixels: Tensor) -> Tensor:
        size = self.plan.towers.image_size
        chunks = torch.split(torch.arange(len(pixels)), CHUNK)
        with self._half_precision():
            return torch.cat([
                embed_pictures(self.run.model, plain(batch_of(pixels, chunk), size=size))
                for chunk in chunks
            ])  # fmt: skip

    def _half_precision(self) -> torch.autocast:
        """For the towers alone: what is nearly alike is told apart by the last bits."""
        return torch.autocast(self.plan.device, torch.bfloat16, enabled=self.plan.bf16)

    @property
    def _scale(self) -> Tensor:
        scale: Tensor = self.run.model.logit_scale.exp()
        return scale


def prepared_for(part: Part | None) -> Part:
    if part is None:
        raise ValueError("the stage asks what its targets were not prepared for")
    return part


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """Vectors of all pictures of each source under an image tower that no longer changes."""

    vectors: Sequence[Tensor]

    def shown(self, rows: tuple[Rows, Rows]) -> Shown:
        return Shown(self._view(rows[0]), self._view(rows[1]))

    def _view(self, rows: Rows) -> Tensor:
        taken = zip(self.vectors, rows, strict=True)
        return torch.cat([vectors[list(some)] for vectors, some in taken])
