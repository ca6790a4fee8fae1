"""Validation of a model on held-out data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import torch
from open_clip.model import CLIP
from torch import Tensor

from catalog.embedding.encoder import EmbeddingModel
from lab.training.data.augmentation import resize
from lab.training.data.picture_store import Pixels, to_float_batch
from lab.training.model.tokenizer import Tokenizer
from lab.training.model.towers import embed_pictures, embed_tokens

BATCH_SIZE: Final = 128


class Preprocess(Protocol):
    def __call__(self, pictures: Tensor, *, size: int) -> Tensor:
        """Turn pictures (n, 3, any, any) in [0, 1] into normalized ones (n, 3, size, size)."""


@dataclass(frozen=True, slots=True)
class Metric:
    name: str
    value: float
    chance: float
    """The expected value of a random ranking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedder:
    """Embeds pictures and texts as the shop does. Returns unit vectors, always on the CPU."""

    model: CLIP
    tokenizer: Tokenizer
    size: int

    def embed_pictures(
        self, pixels: Pixels, rows: Sequence[int], *, preprocess: Preprocess = resize
    ) -> Tensor:
        batches = torch.split(torch.as_tensor(rows), BATCH_SIZE)
        pictures = (to_float_batch(torch.from_numpy(pixels), batch) for batch in batches)
        return torch.cat([self._embed(preprocess(batch, size=self.size)) for batch in pictures])

    def embed_texts(self, texts: Sequence[str]) -> Tensor:
        tokens = self.tokenizer(list(texts)).to(self._device)
        return embed_tokens(self.model, tokens).cpu()

    def _embed(self, pictures: Tensor) -> Tensor:
        return embed_pictures(self.model, pictures.to(self._device)).cpu()

    @property
    def _device(self) -> torch.device:
        device: torch.device = next(self.model.parameters()).device
        return device


class HeldOut(Protocol):
    """The held-out part of a dataset."""

    def metrics(self, embedder: Embedder) -> list[Metric]:
        """Return those that are quick enough for every checkpoint."""

    def final_metrics(self, embedder: Embedder, encoder: EmbeddingModel) -> list[Metric]:
        """Return those of the finished model; `encoder` is the same model, as the shop runs it."""
        return self.metrics(embedder)


@torch.inference_mode()
def validate(embedder: Embedder, held_out: Sequence[HeldOut]) -> list[Metric]:
    was_training = embedder.model.training
    embedder.model.eval()
    metrics = [metric for part in held_out for metric in part.metrics(embedder)]
    embedder.model.train(was_training)
    return metrics
