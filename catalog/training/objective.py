"""What one batch asks of the model: one space for pictures, titles and shoppers' words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import torch
from open_clip.model import CLIP
from torch import Tensor
from torch.nn import functional

from catalog.training.batches import Batch, Captions
from catalog.training.example import Example, fit_matrix
from catalog.training.loss import answered, contrast, ranked
from catalog.training.towers import Tokenizer, embed_pictures, embed_tokens

PARAPHRASE_WEIGHT: Final = 0.5
CHANGED_WEIGHT: Final = 1.0
RANKED_WEIGHT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit vectors of one batch; `first` and `second` are the two pictures of each example."""

    first: Tensor
    second: Tensor
    titles: Tensor
    queries: Tensor
    names: Tensor

    @property
    def shown(self) -> Tensor:
        return torch.cat([self.first, self.second])


def batch_loss(
    model: CLIP, tokenizer: Tokenizer, batch: Batch, pictures: tuple[Tensor, Tensor]
) -> Tensor:
    return objective(_embedded(model, tokenizer, batch, pictures), batch, model.logit_scale.exp())


def objective(vectors: Vectors, batch: Batch, scale: Tensor) -> Tensor:
    examples = batch.examples
    same = fit_matrix([example.certain for example in examples], examples)
    return (
        contrast(vectors.first, vectors.second, same, scale)
        + _by_words(vectors.titles, batch.titles, vectors, examples, scale)
        + _by_words(vectors.queries, batch.queries, vectors, examples, scale)
        + _by_name(vectors, batch, scale)
        + PARAPHRASE_WEIGHT * _paraphrased(vectors, batch, scale)
        + CHANGED_WEIGHT * _changed(vectors, batch, scale)
    )


def _by_words(
    words: Tensor, captions: Captions, vectors: Vectors, examples: Sequence[Example], scale: Tensor
) -> Tensor:
    fits = fit_matrix([one.asked for one in captions.said], examples)
    return contrast(words, vectors.shown, fits.repeat(1, 2), scale)


def _by_name(vectors: Vectors, batch: Batch, scale: Tensor) -> Tensor:
    """A picture is told its attributes; a name finds the pictures that show it."""
    vocabulary = batch.vocabulary
    if not vocabulary.concepts:
        return scale * 0
    asked = vocabulary.questions(batch.examples)
    told = answered(vectors.first, vectors.names, asked, scale) + answered(
        vectors.second, vectors.names, asked, scale
    )
    found = ranked(
        vectors.names[vocabulary.ranked], vectors.shown,
        vocabulary.fits(batch.examples).repeat(1, 2), scale,
    )  # fmt: skip
    return told / 2 + RANKED_WEIGHT * found


def _paraphrased(vectors: Vectors, batch: Batch, scale: Tensor) -> Tensor:
    """A shopper's words and the merchants' titles that answer them."""
    titled = [batch.examples[place] for place in batch.titles.of]
    fits = fit_matrix([one.asked for one in batch.queries.said], titled)
    return contrast(vectors.queries, vectors.titles, fits, scale)


def _changed(vectors: Vectors, batch: Batch, scale: Tensor) -> Tensor:
    """Photo + words, added, find the product that differs in just what the words say."""
    asked = batch.refinements
    if not asked.of:
        return scale * 0
    photos = vectors.second[asked.of]
    added = functional.normalize(photos + vectors.names[asked.changes], dim=-1)
    fits = fit_matrix(asked.changed, batch.examples).repeat(1, 2)
    return contrast(added, vectors.shown, fits, scale)


def _embedded(
    model: CLIP, tokenizer: Tokenizer, batch: Batch, pictures: tuple[Tensor, Tensor]
) -> Vectors:
    first, second = embed_pictures(model, torch.cat(pictures)).chunk(2)
    texts = (
        [one.text for one in batch.titles.said],
        [one.text for one in batch.queries.said],
        batch.names,
    )
    words = embed_tokens(model, tokenizer([text for some in texts for text in some]))
    titles, queries, names = words.split_with_sizes([len(some) for some in texts])
    return Vectors(first, second, titles, queries, names)
