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
from catalog.training.readings import Reading
from catalog.training.towers import Tokenizer, embed_tokens

PARAPHRASE_WEIGHT: Final = 1.0
CHANGED_WEIGHT: Final = 1.0
RANKED_WEIGHT: Final = 0.5
KIND_SCALE: Final = 10.0
"""So low a scale wants much of a vector for the kind, so that a photo's neighbours are of its kind.
At the learned scale a small share tells kinds apart, and colour and pattern decide who is near.
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """Unit vectors of the two pictures of each example."""

    first: Tensor
    second: Tensor

    @property
    def both(self) -> Tensor:
        return torch.cat([self.first, self.second])


@dataclass(frozen=True, slots=True)
class Said:
    """Unit vectors of a batch's words; `names` are those of the concepts."""

    titles: Tensor
    queries: Tensor
    names: Tensor


def said_in(batch: Batch, model: CLIP, tokenizer: Tokenizer) -> Said:
    texts = (
        [one.text for one in batch.titles.said],
        [one.text for one in batch.queries.said],
        batch.names,
    )
    words = embed_tokens(model, tokenizer([text for some in texts for text in some]))
    return Said(*words.split_with_sizes([len(some) for some in texts]))


def pictures_objective(shown: Shown, prototypes: Tensor, batch: Batch, scale: Tensor) -> Tensor:
    """Two pictures of one product are alike, and each shows what its attributes say."""
    examples = batch.examples
    same = fit_matrix([example.certain for example in examples], examples)
    return (
        contrast(shown.first, shown.second, same, scale)
        + _by_name(shown, prototypes, batch, scale)
        + CHANGED_WEIGHT * _changed(shown, prototypes, batch, scale)
    )


def words_objective(shown: Shown, said: Said, batch: Batch, scale: Tensor) -> Tensor:
    """Captions and names find the pictures of which they are true, and the other way round."""
    return (
        _by_words(said.titles, batch.titles, shown, batch.examples, scale)
        + _by_words(said.queries, batch.queries, shown, batch.examples, scale)
        + _by_name(shown, said.names, batch, scale)
        + PARAPHRASE_WEIGHT * _paraphrased(said, batch, scale)
        + CHANGED_WEIGHT * _changed(shown, said.names, batch, scale)
    )


def readings_objective(
    readings: Sequence[Reading], model: CLIP, tokenizer: Tokenizer, scale: Tensor
) -> Tensor:
    """Requests find the descriptions of the products that answer them."""
    if not readings:
        return scale * 0
    texts = [one.described for one in readings] + [one.request.text for one in readings]
    described, asked = embed_tokens(model, tokenizer(texts)).chunk(2)
    examples = [one.example for one in readings]
    fits = fit_matrix([one.request.asked for one in readings], examples)
    return contrast(asked, described, fits, scale)


def _by_words(
    words: Tensor, captions: Captions, shown: Shown, examples: Sequence[Example], scale: Tensor
) -> Tensor:
    fits = fit_matrix([one.asked for one in captions.said], examples)
    return contrast(words, shown.both, fits.repeat(1, 2), scale)


def _by_name(shown: Shown, names: Tensor, batch: Batch, scale: Tensor) -> Tensor:
    """A picture is told its attributes; a name finds the pictures that show it."""
    vocabulary = batch.vocabulary
    if not vocabulary.concepts:
        return scale * 0
    asked = vocabulary.questions(batch.examples)
    low = scale.new_tensor(KIND_SCALE)
    told = torch.stack([
        answered(one, names, asked, scale) + answered(one, names, asked.of_what_it_is, low)
        for one in (shown.first, shown.second)
    ])  # fmt: skip
    fits = vocabulary.fits(batch.examples).repeat(1, 2)
    found = ranked(names[vocabulary.ranked], shown.both, fits, scale)
    return told.mean() + RANKED_WEIGHT * found


def _paraphrased(said: Said, batch: Batch, scale: Tensor) -> Tensor:
    """A shopper's words and the merchants' titles that answer them."""
    titled = [batch.examples[place] for place in batch.titles.of]
    fits = fit_matrix([one.asked for one in batch.queries.said], titled)
    return contrast(said.queries, said.titles, fits, scale)


def _changed(shown: Shown, names: Tensor, batch: Batch, scale: Tensor) -> Tensor:
    """Photo + words, added, find the product that differs in just what the words say."""
    asked = batch.refinements
    if not asked.of:
        return scale * 0
    photos = shown.second[asked.of]
    added = functional.normalize(photos + names[asked.changes], dim=-1)
    fits = fit_matrix(asked.changed, batch.examples).repeat(1, 2)
    return contrast(added, shown.both, fits, scale)
