"""Anchors: words whose direction in the space of the pictures is known."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from lab.demo.synonyms import COLOUR_WORDS, KIND_WORDS
from lab.training.data.labels import words_for
from lab.training.data.source import Source
from lab.training.datasets.design_source import DesignSource
from lab.training.datasets.photo_source import PhotoSource
from lab.training.pretrained.picture_targets import PictureTargets, label_means
from lab.training.words import ProductTerm, is_held_out_synonym


@dataclass(frozen=True, slots=True, eq=False)
class Anchor:
    words: tuple[str, ...]
    """Words of one meaning, of which a text teacher's vectors are averaged."""
    direction: Tensor


def anchors(
    terms: Sequence[ProductTerm], pictures: PictureTargets, sources: Sequence[Source]
) -> list[Anchor]:
    return [
        *imagenet_anchors(terms, pictures),
        *label_anchors(pictures, sources),
        *(
            anchor
            for source, vectors in zip(sources, pictures.vectors, strict=True)
            if isinstance(source, DesignSource)
            for anchor in rendered_anchors(source, vectors)
        ),
    ]


def imagenet_anchors(terms: Sequence[ProductTerm], pictures: PictureTargets) -> Iterator[Anchor]:
    """Yield the names of ImageNet's classes with their directions."""
    for term in terms:
        if term.imagenet is not None:
            yield Anchor(pairable_words(term), pictures.classes[term.imagenet])


def pairable_words(term: ProductTerm) -> tuple[str, ...]:
    """Return the words that may be trained as meaning the same: of held-out ones only the first."""
    return term.synonyms[:1] if is_held_out_synonym(term) else term.synonyms


def label_anchors(pictures: PictureTargets, sources: Sequence[Source]) -> Iterator[Anchor]:
    for (number, fact), mean in label_means(pictures.vectors, sources).items():
        if isinstance(sources[number], PhotoSource):
            direction = functional.normalize(mean - pictures.mean, dim=0)
            yield from (Anchor((word,), direction) for word in words_for(fact.value))


def rendered_anchors(source: DesignSource, vectors: Tensor) -> Iterator[Anchor]:
    """Yield the words of the kinds and colours of the rendered world."""
    designs = [design for pair in source.pairs for design in (pair.design, pair.sibling)]
    by_design = vectors.reshape(-1, source.views, vectors.shape[1]).mean(dim=1)
    yield from _anchors_of(KIND_WORDS, [design.kind for design in designs], by_design)
    yield from _anchors_of(COLOUR_WORDS, [design.colour for design in designs], by_design)


def _anchors_of(
    words: Mapping[str, tuple[str, ...]], values: Sequence[str], vectors: Tensor
) -> Iterator[Anchor]:
    """Yield the words of each value, with the mean of the vectors that have it."""
    rows = defaultdict(list)
    for row, value in enumerate(values):
        rows[value].append(row)
    mean = vectors.mean(dim=0)
    for value, having in rows.items():
        direction = functional.normalize(vectors[torch.tensor(having)].mean(dim=0) - mean, dim=0)
        yield from (Anchor((word,), direction) for word in words[value])
