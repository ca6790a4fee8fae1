"""How well the model finds what it was never trained on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import torch
from open_clip.model import CLIP
from torch import Tensor

from lab.training.data.augmentation import plain
from lab.training.data.picture_store import Pixels, batch_of
from lab.training.model.towers import Tokenizer, embed_pictures, embed_tokens

CHUNK: Final = 128


class View(Protocol):
    def __call__(self, pictures: Tensor, *, size: int) -> Tensor:
        """(n, 3, any, any) in 0 to 1 -> (n, 3, size, size) normalised."""


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedder:
    """The model as the shop uses it: whole pictures, if not told otherwise, and unit vectors.
    Those come back from whatever device the model is on.
    """

    model: CLIP
    tokenizer: Tokenizer
    size: int

    def pictures(self, pixels: Pixels, rows: Sequence[int], *, view: View = plain) -> Tensor:
        chunks = torch.split(torch.as_tensor(rows), CHUNK)
        shown = (batch_of(torch.from_numpy(pixels), chunk) for chunk in chunks)
        return torch.cat([self._embedded(view(one, size=self.size)) for one in shown])

    def words(self, texts: Sequence[str]) -> Tensor:
        tokens = self.tokenizer(list(texts)).to(self._device)
        return embed_tokens(self.model, tokens).cpu()

    def _embedded(self, pictures: Tensor) -> Tensor:
        return embed_pictures(self.model, pictures.to(self._device)).cpu()

    @property
    def _device(self) -> torch.device:
        device: torch.device = next(self.model.parameters()).device
        return device


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
