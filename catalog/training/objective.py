"""What one batch asks of the model: one space for pictures, titles and shoppers' words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import torch
from open_clip.model import CLIP
from torch import Tensor
from torch.nn import functional

from catalog.training.batches import Batch
from catalog.training.example import Caption, Example, fit_matrix
from catalog.training.loss import contrast
from catalog.training.towers import Tokenizer, embed_pictures, embed_tokens

REFINEMENT_WEIGHT: Final = 0.5
# Else colour and pattern, which tell products apart most easily, outweigh what a thing is.
KINDRED_WEIGHT: Final = 1.0
NAME_WEIGHT: Final = 2.0
WORDS_TO_TITLE_WEIGHT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit vectors of one batch; `first` and `second` are the two pictures of each example."""

    first: Tensor
    second: Tensor
    titles: Tensor
    queries: Tensor
    names: Tensor
    refinements: Tensor


def batch_loss(
    model: CLIP, tokenizer: Tokenizer, batch: Batch, pictures: tuple[Tensor, Tensor]
) -> Tensor:
    return objective(_embedded(model, tokenizer, batch, pictures), batch, model.logit_scale.exp())


def objective(vectors: Vectors, batch: Batch, scale: Tensor) -> Tensor:
    examples = batch.examples
    same = fit_matrix([example.certain for example in examples], examples)
    kin = fit_matrix(kinds_of(examples), examples)
    titled = fit_matrix(_asked(batch.titles), examples)
    queried = fit_matrix(_asked(batch.queries), examples)
    shown = torch.cat([vectors.first, vectors.second])
    alike = contrast(vectors.first, vectors.second, same, scale)
    kindred = contrast(vectors.first, vectors.second, kin, scale)
    by_title = contrast(vectors.titles, shown, titled.repeat(1, 2), scale)
    by_query = contrast(vectors.queries, shown, queried.repeat(1, 2), scale)
    paraphrase = contrast(vectors.queries, vectors.titles, queried, scale)
    named = fit_matrix(_asked(batch.names), examples)
    by_name = contrast(vectors.names, shown, named.repeat(1, 2), scale)
    refined = _refinement_loss(vectors, batch, shown, scale)
    return (
        alike + by_title + by_query
        + KINDRED_WEIGHT * kindred
        + NAME_WEIGHT * by_name
        + WORDS_TO_TITLE_WEIGHT * paraphrase
        + REFINEMENT_WEIGHT * refined
    )  # fmt: skip


def _refinement_loss(vectors: Vectors, batch: Batch, shown: Tensor, scale: Tensor) -> Tensor:
    """The words alone find all that fits them; photo + words, added, find the changed product."""
    if not batch.refinements:
        return scale * 0
    asked = fit_matrix(_asked(batch.refinements), batch.examples).repeat(1, 2)
    changed = fit_matrix(batch.refined, batch.examples).repeat(1, 2)
    photos = vectors.second[: len(batch.refinements)]
    added = functional.normalize(photos + vectors.refinements, dim=-1)
    alone = contrast(vectors.refinements, shown, asked, scale)
    return alone + 2 * contrast(added, shown, changed, scale)


def _embedded(
    model: CLIP, tokenizer: Tokenizer, batch: Batch, pictures: tuple[Tensor, Tensor]
) -> Vectors:
    first, second = embed_pictures(model, torch.cat(pictures)).chunk(2)
    captions = (batch.titles, batch.queries, batch.names, batch.refinements)
    words = embed_tokens(model, tokenizer([one.text for some in captions for one in some]))
    titles, queries, names, refinements = words.split_with_sizes([len(some) for some in captions])
    return Vectors(first, second, titles, queries, names, refinements)


def kinds_of(examples: Sequence[Example]) -> list[dict[str, str]]:
    """What each picture shows, whatever its colour; a real photo has only a label for it."""
    named = [(example, "kind" if "kind" in example.certain else "label") for example in examples]
    return [{key: example.certain[key]} for example, key in named]


def _asked(captions: Sequence[Caption]) -> list[dict[str, str]]:
    return [dict(caption.asked) for caption in captions]
