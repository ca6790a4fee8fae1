"""How well the model finds what it was never trained on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import torch
from open_clip.model import CLIP
from torch import Tensor

from catalog.training.augment import plain
from catalog.training.pictures import Pixels, batch_of
from catalog.training.towers import Tokenizer, embed_pictures, embed_tokens

CHUNK: Final = 128


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedder:
    """The model as the shop uses it: whole pictures, unit vectors."""

    model: CLIP
    tokenizer: Tokenizer
    size: int

    def pictures(self, pixels: Pixels, rows: Sequence[int]) -> Tensor:
        chunks = [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]
        return torch.cat([self._shown(pixels, chunk) for chunk in chunks])

    def words(self, texts: Sequence[str]) -> Tensor:
        return embed_tokens(self.model, self.tokenizer(list(texts)))

    def _shown(self, pixels: Pixels, rows: Sequence[int]) -> Tensor:
        return embed_pictures(self.model, plain(batch_of(pixels, rows), size=self.size))


class HeldOut(Protocol):
    """What is never trained on."""

    def figures(self, embedder: Embedder) -> list[Figure]: ...


@torch.inference_mode()
def validate(embedder: Embedder, held_out: Sequence[HeldOut]) -> list[Figure]:
    was_training = embedder.model.training
    embedder.model.eval()
    found = [figure for one in held_out for figure in one.figures(embedder)]
    embedder.model.train(was_training)
    return found
