"""How well the model finds products and photos that it was never trained on."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import torch
from open_clip.model import CLIP
from torch import Tensor

from catalog.training.augment import plain
from catalog.training.batches import facts_after_change, facts_of
from catalog.training.captions import shopper_caption
from catalog.training.clothing import photos_by_label
from catalog.training.data import HeldOut, RealPhotos, designs_of
from catalog.training.example import FITS, Example, fit_matrix
from catalog.training.labels import words_for
from catalog.training.pictures import Pixels, batch_of
from catalog.training.ranking import chance, precision_at, recall_at
from catalog.training.rendering import VIEWS
from catalog.training.towers import Tokenizer, embed_pictures, embed_tokens
from catalog.training.variation import Pair

CHUNK: Final = 128
TESTED_LABELS_HAVE: Final = 10
"""A label with fewer held-out photos says nothing about the first ten."""


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    chance: float


@torch.inference_mode()
def validate(model: CLIP, tokenizer: Tokenizer, held_out: HeldOut, *, size: int) -> list[Figure]:
    was_training = model.training
    model.eval()
    found = rendered_figures(model, tokenizer, held_out, size=size)
    if held_out.real:
        found += photo_figures(model, tokenizer, held_out.real, size=size)
    model.train(was_training)
    return found


def rendered_figures(
    model: CLIP, tokenizer: Tokenizer, held_out: HeldOut, *, size: int
) -> list[Figure]:
    designs = designs_of(held_out.pairs)
    examples = [Example(rows=(), facts=facts_of(design), complete=True) for design in designs]
    firsts = range(0, len(designs) * VIEWS, VIEWS)
    studio = pictures_embedded(model, held_out.rendered, firsts, size=size)
    photos = pictures_embedded(model, held_out.rendered, [row + 1 for row in firsts], size=size)
    return [
        *_by_photo_of_product(studio, photos, examples),
        *_by_words(model, tokenizer, studio, examples, held_out.pairs),
        *_recoloured(model, tokenizer, (studio, photos), examples, held_out.pairs),
    ]


def _by_photo_of_product(
    studio: Tensor, photos: Tensor, examples: Sequence[Example]
) -> list[Figure]:
    scores = photos @ studio.T
    same = fit_matrix([example.certain for example in examples], examples) == FITS
    kind = fit_matrix([{"kind": example.certain["kind"]} for example in examples], examples) == FITS
    value = precision_at(scores, kind, 10)
    return [
        Figure(f"shopper photo -> product, recall@{k}", recall_at(scores, same, k), k / len(same))
        for k in (1, 10)
    ] + [Figure("shopper photo -> products of its kind, precision@10", value, chance(kind))]


def _by_words(
    model: CLIP,
    tokenizer: Tokenizer,
    studio: Tensor,
    examples: Sequence[Example],
    pairs: Sequence[Pair],
) -> list[Figure]:
    rng = random.Random(0)
    captions = [shopper_caption(pair.design, rng) for pair in pairs]
    words = words_embedded(model, tokenizer, [caption.text for caption in captions])
    fits = fit_matrix([dict(caption.asked) for caption in captions], examples) == FITS
    value = precision_at(words @ studio.T, fits, 10)
    return [Figure("words -> fitting products, precision@10", value, chance(fits))]


def _recoloured(
    model: CLIP,
    tokenizer: Tokenizer,
    pictures: tuple[Tensor, Tensor],
    examples: Sequence[Example],
    pairs: Sequence[Pair],
) -> list[Figure]:
    """A shopper's photo + "in <colour>": the plain sum of both, each centred on its mean."""
    studio, photos = pictures
    asked = [i for i, pair in enumerate(pairs) if pair.changed == "color"]
    if not asked:
        return []
    texts = [f"in {pairs[i].sibling.colour}" for i in asked]
    words = words_embedded(model, tokenizer, texts)
    photo = photos[[2 * i for i in asked]] - photos.mean(dim=0)
    centred = studio - studio.mean(dim=0)
    fits = fit_matrix([facts_after_change(pairs[i]) for i in asked], examples) == FITS
    background = words_embedded(model, tokenizer, sorted(set(texts))).mean(dim=0)
    both = photo + words - background
    found = [("photo + colour", both), ("photo alone", photo), ("colour alone", words - background)]
    return [
        Figure(f"{name} -> recoloured product, recall@10", recall_at(query @ centred.T, fits, 10),
               10 / len(examples))
        for name, query in found
    ]  # fmt: skip


def photo_figures(
    model: CLIP, tokenizer: Tokenizer, real: RealPhotos, *, size: int
) -> list[Figure]:
    rows_of = photos_by_label(real.photos, held_out=True)
    rows = sorted(row for found in rows_of.values() for row in found)
    labels = [real.photos[row].label for row in rows]
    vectors = pictures_embedded(model, real.pixels, rows, size=size)
    tested = sorted(name for name, found in rows_of.items() if len(found) >= TESTED_LABELS_HAVE)
    if not tested:
        return _by_photo(vectors, labels)
    words = words_embedded(model, tokenizer, [words_for(name)[0] for name in tested])
    return _by_photo(vectors, labels) + _by_label(vectors, labels, words, tested)


def _by_photo(vectors: Tensor, labels: Sequence[str]) -> list[Figure]:
    """A photo is not among its own results."""
    same = torch.tensor([[one == other for other in labels] for one in labels])
    same.fill_diagonal_(fill_value=False)
    scores = (vectors @ vectors.T).fill_diagonal_(-2.0)
    value = precision_at(scores, same, 10)
    return [Figure("photo -> same label, precision@10", value, chance(same))]


def _by_label(
    vectors: Tensor, labels: Sequence[str], words: Tensor, tested: Sequence[str]
) -> list[Figure]:
    named = torch.tensor([[name == label for label in labels] for name in tested])
    value = precision_at(words @ vectors.T, named, 10)
    guessed = [tested[place] for place in (vectors @ words.T).argmax(dim=1).tolist()]
    right = [guess == label for guess, label in zip(guessed, labels, strict=True)]
    answerable = sum(label in tested for label in labels)
    return [
        Figure("label's word -> photos, precision@10, mean over labels", value, chance(named)),
        Figure("photo -> its label by words", sum(right) / answerable, 1 / len(tested)),
    ]


def pictures_embedded(model: CLIP, pixels: Pixels, rows: Sequence[int], *, size: int) -> Tensor:
    chunks = [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]
    return torch.cat(
        [embed_pictures(model, plain(batch_of(pixels, chunk), size=size)) for chunk in chunks]
    )


def words_embedded(model: CLIP, tokenizer: Tokenizer, texts: Sequence[str]) -> Tensor:
    return embed_tokens(model, tokenizer(list(texts)))
