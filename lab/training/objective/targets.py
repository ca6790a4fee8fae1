"""What a batch asks of the model, as tensors: made without the model, so other processes can do it
ahead of time, and moved to where the model is.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lab.training.data.batches import Batch, Captions
from lab.training.data.concepts import Questions
from lab.training.data.example import Example, fit_matrix
from lab.training.data.tensors import Tensors
from lab.training.data.text_only import Reading
from lab.training.model.towers import Tokenizer


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Named(Tensors):
    """Told by name: `questions` for each picture, and for each of the concepts `ranked` (r,) the
    pictures `fits` (r, 2 · examples).
    """

    questions: Questions
    ranked: Tensor
    fits: Tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Changes(Tensors):
    """The second picture of each example `of` (c,), with the concepts `changes` (c,) added, finds
    the pictures `fits` (c, 2 · examples).
    """

    of: Tensor
    changes: Tensor
    fits: Tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alike(Tensors):
    """Of pictures whose tower still learns: examples of one look, `same` (examples, examples), and
    those `of` (i,) whose two pictures show one product each, `products` (i,) by id.
    """

    same: Tensor
    of: Tensor
    products: Tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words(Tensors):
    """Tokens of the titles, queries and names, `shares` of each; pictures that fit a title or a
    query (words, 2 · examples), and titles that answer a query (queries, titles).
    """

    tokens: Tensor
    shares: tuple[int, int, int]
    titled: Tensor
    asked: Tensor
    answers: Tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Read(Tensors):
    """Tokens of descriptions, then of as many requests; `fits` (requests, descriptions)."""

    tokens: Tensor
    fits: Tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Targets(Tensors):
    """`rows`: of the first and of the second pictures, source by source. None where the data have
    no such thing, or the stage does not ask it.
    """

    rows: tuple[Sequence[Sequence[int]], Sequence[Sequence[int]]]
    named: Named | None
    changes: Changes | None
    alike: Alike | None
    words: Words | None
    read: Read | None


def targets_of(
    batch: Batch, *, alike: Alike | None, words: Words | None = None, read: Read | None = None
) -> Targets:
    return Targets(
        rows=(batch.rows(0), batch.rows(1)),
        named=_named(batch) if batch.vocabulary.concepts else None,
        changes=_changes(batch) if batch.refinements.of else None,
        alike=alike,
        words=words,
        read=read,
    )


def alike_of(batch: Batch) -> Alike:
    examples = batch.examples
    known = {place: one.product for place, one in enumerate(examples) if one.product}
    ids = [zlib.crc32(product.encode()) for product in known.values()]
    same = fit_matrix([example.certain for example in examples], examples)
    return Alike(same=same, of=_places(list(known)), products=_places(ids))


def words_of(batch: Batch, tokenizer: Tokenizer) -> Words:
    texts = (_texts(batch.titles), _texts(batch.queries), batch.names)
    titled = [batch.examples[place] for place in batch.titles.of]
    return Words(
        tokens=tokenizer([text for some in texts for text in some]),
        shares=(len(texts[0]), len(texts[1]), len(texts[2])),
        titled=_shown(batch.titles, batch.examples),
        asked=_shown(batch.queries, batch.examples),
        answers=fit_matrix([one.asked for one in batch.queries.said], titled),
    )


def read_of(readings: Sequence[Reading], tokenizer: Tokenizer) -> Read | None:
    if not readings:
        return None
    texts = [one.described for one in readings] + [one.request.text for one in readings]
    asked, examples = [one.request.asked for one in readings], [one.example for one in readings]
    return Read(tokens=tokenizer(texts), fits=fit_matrix(asked, examples))


def _named(batch: Batch) -> Named:
    vocabulary = batch.vocabulary
    return Named(
        questions=vocabulary.questions(batch.examples),
        ranked=_places(vocabulary.ranked),
        fits=vocabulary.fits(batch.examples).repeat(1, 2),
    )


def _changes(batch: Batch) -> Changes:
    asked = batch.refinements
    return Changes(
        of=_places(asked.of),
        changes=_places(asked.changes),
        fits=fit_matrix(asked.changed, batch.examples).repeat(1, 2),
    )


def _texts(captions: Captions) -> list[str]:
    return [one.text for one in captions.said]


def _shown(captions: Captions, examples: Sequence[Example]) -> Tensor:
    return fit_matrix([one.asked for one in captions.said], examples).repeat(1, 2)


def _places(numbers: Sequence[int]) -> Tensor:
    return torch.tensor(numbers, dtype=torch.long)
