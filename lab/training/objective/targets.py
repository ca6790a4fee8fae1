"""The targets of a batch as tensors.

They are made without the model, so that other processes can prepare them, and then moved to the
model's device.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor

from lab.training.data.batches import Batch, Captions
from lab.training.data.concepts import ClassificationTargets
from lab.training.data.example import Example, fit_matrix
from lab.training.data.tensors import TensorDataclass
from lab.training.data.text_only import TextOnlyExample
from lab.training.model.tokenizer import Tokenizer
from lab.training.objective.label_sets import LabelSets, LabelTargets

Targets = TypeVar("Targets")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ConceptTargets(TensorDataclass):
    """The concepts by which to classify pictures, and by which to find them.

    The concepts `searchable` (s,) should find the pictures that `fits` (s, 2 * examples) marks.
    """

    classification: ClassificationTargets
    searchable: Tensor
    fits: Tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RefinementTargets(TensorDataclass):
    """Queries of a photo plus words. The second pictures of the examples `references` (r,), plus
    the concepts `modifications` (r,), should find the pictures that `fits` (r, 2 * examples) marks.
    """

    references: Tensor
    modifications: Tensor
    fits: Tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InstanceTargets(TensorDataclass):
    """The examples that look alike, and the products to tell apart.

    `same` (examples, examples) marks the former. `examples` (i,) are those whose two pictures show
    one product, and `products` (i,) are the ids of these products.
    """

    same: Tensor
    examples: Tensor
    products: Tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CaptionTargets(TensorDataclass):
    """Tokens of titles, queries and concept names, with the number of each in `sizes`.

    `title_fits` and `query_fits` are (captions, 2 * examples), `query_title_fits` is (queries,
    titles).
    """

    tokens: Tensor
    sizes: tuple[int, int, int]
    title_fits: Tensor
    query_fits: Tensor
    query_title_fits: Tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TextOnlyTargets(TensorDataclass):
    """Tokens of n products' texts, then of n queries; `fits` (queries, products)."""

    tokens: Tensor
    fits: Tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BatchTargets(TensorDataclass):
    """What a training step compares a batch with. Fields are None if the data has no such targets.

    `rows`: for the first and the second pictures of the batch, the rows of each picture store.
    """

    rows: tuple[Sequence[Sequence[int]], Sequence[Sequence[int]]]
    concepts: ConceptTargets | None
    refinements: RefinementTargets | None
    instances: InstanceTargets | None
    captions: CaptionTargets | None
    text_only: TextOnlyTargets | None
    labels: LabelTargets | None = None


def required(targets: Targets | None) -> Targets:
    if targets is None:
        raise ValueError("the batch was prepared without targets that its stage needs")
    return targets


def batch_targets(
    batch: Batch,
    *,
    instances: InstanceTargets | None,
    captions: CaptionTargets | None = None,
    text_only: TextOnlyTargets | None = None,
) -> BatchTargets:
    return BatchTargets(
        rows=(batch.rows(0), batch.rows(1)),
        concepts=_concept_targets(batch) if batch.vocabulary.concepts else None,
        refinements=_refinement_targets(batch) if batch.refinements.references else None,
        instances=instances,
        captions=captions,
        text_only=text_only,
    )


def distillation_targets(batch: Batch, labels: LabelSets) -> BatchTargets:
    """Return the targets of an image stage with teachers, which states no other facts."""
    return BatchTargets(
        rows=(batch.rows(0), batch.rows(1)),
        concepts=None,
        refinements=None,
        instances=None,
        captions=None,
        text_only=None,
        labels=labels.targets(batch),
    )


def instance_targets(batch: Batch) -> InstanceTargets:
    examples = batch.examples
    products = {i: example.product for i, example in enumerate(examples) if example.product}
    ids = [zlib.crc32(product.encode()) for product in products.values()]
    same = fit_matrix([example.certain for example in examples], examples)
    return InstanceTargets(same=same, examples=_long(list(products)), products=_long(ids))


def caption_targets(batch: Batch, tokenizer: Tokenizer) -> CaptionTargets:
    texts = (_texts(batch.titles), _texts(batch.queries), batch.names)
    titled = [batch.examples[index] for index in batch.titles.examples]
    queries = [caption.attributes for caption in batch.queries.captions]
    return CaptionTargets(
        tokens=tokenizer([text for group in texts for text in group]),
        sizes=(len(texts[0]), len(texts[1]), len(texts[2])),
        title_fits=_picture_fits(batch.titles, batch.examples),
        query_fits=_picture_fits(batch.queries, batch.examples),
        query_title_fits=fit_matrix(queries, titled),
    )


def text_only_targets(
    examples: Sequence[TextOnlyExample], tokenizer: Tokenizer
) -> TextOnlyTargets | None:
    if not examples:
        return None
    products = [example.indexed_text for example in examples]
    queries = [example.query.text for example in examples]
    attributes = [example.query.attributes for example in examples]
    fits = fit_matrix(attributes, [example.example for example in examples])
    return TextOnlyTargets(tokens=tokenizer(products + queries), fits=fits)


def _concept_targets(batch: Batch) -> ConceptTargets:
    vocabulary = batch.vocabulary
    return ConceptTargets(
        classification=vocabulary.classification_targets(batch.examples),
        searchable=_long(vocabulary.searchable),
        fits=vocabulary.fit_matrix(batch.examples).repeat(1, 2),
    )


def _refinement_targets(batch: Batch) -> RefinementTargets:
    refinements = batch.refinements
    return RefinementTargets(
        references=_long(refinements.references),
        modifications=_long(refinements.modifications),
        fits=fit_matrix(refinements.target_facts, batch.examples).repeat(1, 2),
    )


def _texts(captions: Captions) -> list[str]:
    return [caption.text for caption in captions.captions]


def _picture_fits(captions: Captions, examples: Sequence[Example]) -> Tensor:
    attributes = [caption.attributes for caption in captions.captions]
    return fit_matrix(attributes, examples).repeat(1, 2)


def _long(numbers: Sequence[int]) -> Tensor:
    return torch.tensor(numbers, dtype=torch.long)
