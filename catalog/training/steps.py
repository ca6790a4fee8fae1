"""The loss of one step, by the stage that the run is in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from catalog.training.augment import augmented, plain
from catalog.training.batches import Batch
from catalog.training.checkpoint import Run
from catalog.training.data import TrainingData
from catalog.training.memory import told_apart
from catalog.training.objective import (
    Shown,
    pictures_objective,
    readings_objective,
    said_in,
    words_objective,
)
from catalog.training.pictures import Pixels, batch_of
from catalog.training.plan import TrainingPlan
from catalog.training.schedule import Moment, Stage, picture_size
from catalog.training.towers import Tokenizer, embed_pictures

WORDS_BATCH: Final = 4
"""So many times the examples in a batch of words alone, which costs no pictures."""

CHUNK: Final = 256


@dataclass(slots=True)
class Lesson:
    """What the steps of a run work with."""

    plan: TrainingPlan
    run: Run
    data: TrainingData
    tokenizer: Tokenizer
    _finished: "Finished | None" = field(default=None, init=False)

    def loss(self, now: Moment) -> Tensor:
        stages: Mapping[Stage, Callable[[Moment], Tensor]] = {
            Stage.PICTURES: self._pictures,
            Stage.WORDS: self._words,
            Stage.BOTH: self._both,
        }
        return stages[now.stage](now)

    def pictures_ahead(self, now: Moment, count: int) -> Iterator[Tensor]:
        """As the next `count` steps would see them."""
        for step in range(self.run.step, self.run.step + count):
            yield self._augmented(self.data.mix.batch(step), now, step)

    def _pictures(self, now: Moment) -> Tensor:
        batch = self.data.mix.batch(self.run.step)
        return self._pictured(batch, self._shown(batch, now))

    def _words(self, _now: Moment) -> Tensor:
        if self._finished is None:
            self._finished = finished(self.run, self.data, size=self.plan.towers.image_size)
        batch = self.data.mix.larger(WORDS_BATCH).batch(self.run.step)
        said = said_in(batch, self.run.model, self.tokenizer)
        told = words_objective(self._finished.shown(batch), said, batch, self._scale)
        return told + self._read()

    def _both(self, now: Moment) -> Tensor:
        batch = self.data.mix.batch(self.run.step)
        shown = self._shown(batch, now)
        same = self._pictured(batch, shown)
        said = said_in(batch, self.run.model, self.tokenizer)
        return same + words_objective(shown, said, batch, self._scale) + self._read()

    def _pictured(self, batch: Batch, shown: Shown) -> Tensor:
        names = functional.normalize(self.run.prototypes, dim=-1)
        return pictures_objective(shown, names, batch, self._scale) + self._told_apart(batch, shown)

    def _told_apart(self, batch: Batch, shown: Shown) -> Tensor:
        """Of rendered products, whose pictures show them and no other."""
        places, remembered = batch.refinements.of, self.run.remembered
        ids = [batch.examples[place].rows[0] for place in places]
        products = torch.tensor(ids, dtype=torch.long)
        pictures, photos = shown.first[places], shown.second[places]
        self.run.remembered = remembered.noting(pictures, products)
        return told_apart(photos, pictures, products, remembered, self._scale)

    def _read(self) -> Tensor:
        readings = self.data.mix.readings(self.run.step)
        return readings_objective(readings, self.run.model, self.tokenizer, self._scale)

    def _shown(self, batch: Batch, now: Moment) -> Shown:
        pictures = self._augmented(batch, now, self.run.step)
        return Shown(*embed_pictures(self.run.model, pictures).chunk(2))

    def _augmented(self, batch: Batch, now: Moment, step: int) -> Tensor:
        """First views, then second ones. The randomness of a step depends on its number alone, so
        a resumed run is the same.
        """
        generator = torch.Generator().manual_seed(self.plan.seed * 1_000_003 + step)
        size = picture_size(self.plan, now)
        views = [
            augmented(view, size=size, generator=generator) for view in self.data.pictures(batch)
        ]
        return torch.cat(views)

    @property
    def _scale(self) -> Tensor:
        scale: Tensor = self.run.model.logit_scale.exp()
        return scale


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """Vectors of all pictures of each source under an image tower that no longer changes."""

    vectors: Sequence[Tensor]

    def shown(self, batch: Batch) -> Shown:
        return Shown(self._view(batch, 0), self._view(batch, 1))

    def _view(self, batch: Batch, view: int) -> Tensor:
        taken = zip(self.vectors, batch.rows(view), strict=True)
        return torch.cat([vectors[rows] for vectors, rows in taken])


@torch.no_grad()
def finished(run: Run, data: TrainingData, *, size: int) -> Finished:
    run.model.eval()
    return Finished([_embedded(run, one.pixels, size=size) for one in data.mix.sources])


def _embedded(run: Run, pixels: Pixels, *, size: int) -> Tensor:
    rows: Sequence[int] = range(len(pixels))
    chunks = [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]
    return torch.cat(
        [embed_pictures(run.model, plain(batch_of(pixels, chunk), size=size)) for chunk in chunks]
    )
