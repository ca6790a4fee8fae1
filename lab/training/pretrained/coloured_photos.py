"""Real photos whose colour was measured, and words for them: their colour and label."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import torch
from torch import Tensor

from lab.demo.synonyms import COLOUR_WORDS
from lab.training.colours.histogram import BINS
from lab.training.data.example import CONTRADICTS, FITS
from lab.training.data.labels import words_for
from lab.training.data.source import Source
from lab.training.datasets.photo_source import PhotoSource
from lab.training.model.tokenizer import Tokenizer
from lab.training.objective.distillation import ColourBatch

MIN_SHARE: Final = 0.45
"""Of the product that must have the colour, as `colour_histogram` measures it."""

TEMPLATES: Final = ("{colour} {kind}", "{colour} {kind}", "{kind} in {colour}", "a {colour} {kind}")


@dataclass(frozen=True, slots=True)
class ColouredPhoto:
    source: int
    row: int
    label: str
    colour: str

    def words(self, rng: random.Random) -> str:
        colour, kind = rng.choice(COLOUR_WORDS[self.colour]), rng.choice(words_for(self.label))
        return rng.choice(TEMPLATES).format(colour=colour, kind=kind)

    def looks_like(self, other: Self) -> bool:
        return (self.label, self.colour) == (other.label, other.colour)


@dataclass(frozen=True, slots=True, eq=False)
class ColouredPhotos:
    photos: Sequence[ColouredPhoto]
    tokenizer: Tokenizer

    def batch(self, rng: random.Random, count: int, vectors: Sequence[Tensor]) -> ColourBatch:
        """Return a batch of up to `count` photos. `vectors` has those of each source's pictures."""
        photos = rng.sample(self.photos, min(count, len(self.photos)))
        fits = [[FITS if a.looks_like(b) else CONTRADICTS for b in photos] for a in photos]
        return ColourBatch(
            photos=torch.stack([vectors[photo.source][photo.row] for photo in photos]),
            tokens=self.tokenizer([photo.words(rng) for photo in photos]),
            fits=torch.tensor(fits, dtype=torch.int8),
        )


def coloured_photos(
    sources: Sequence[Source], histograms: Sequence[Tensor]
) -> Iterator[ColouredPhoto]:
    """Yield the training photos in which one colour prevails. `histograms` (pictures, colours) has
    the shares of BINS in each source's pictures.
    """
    for number, (source, histogram) in enumerate(zip(sources, histograms, strict=True)):
        if isinstance(source, PhotoSource):
            colours = _prevailing(histogram)
            for label, rows in sorted(source.rows.items()):
                for row in rows:
                    if row in colours:
                        yield ColouredPhoto(number, row, label, colours[row])


def _prevailing(histogram: Tensor) -> Mapping[int, str]:
    """Return the colour of each picture in which one has at least MIN_SHARE."""
    shares, bins = histogram.max(dim=1)
    rows = torch.nonzero(shares >= MIN_SHARE).flatten().tolist()
    return {row: BINS[int(bins[row])] for row in rows}
