"""Token embeddings that start from what a text teacher knows of each token."""

from collections.abc import Mapping
from typing import Final, Protocol

import torch
from torch import Tensor

from lab.training.pretrained.minilm import TextTeacher
from lab.training.pretrained.regression import principal_axes

DEVIATION: Final = 0.02
"""Standard deviation of open_clip's random token embeddings."""
END_OF_WORD: Final = "</w>"


class BpeVocabulary(Protocol):
    """The members of open_clip's tokenizer that are used here."""

    decoder: Mapping[int, str]
    byte_decoder: Mapping[str, int]


def token_embeddings(
    vocabulary: BpeVocabulary, teacher: TextTeacher, *, width: int, seed: int
) -> Tensor:
    """Return an embedding (tokens, width) of each token: the teacher's vector of its text, in a
    random basis, so that every dimension has the same variance.
    """
    vectors = teacher(token_texts(vocabulary))
    centred = vectors - vectors.mean(dim=0)
    reduced = centred @ principal_axes(centred, min(width, vectors.shape[1]))
    generator = torch.Generator().manual_seed(seed)
    basis: Tensor = torch.linalg.qr(torch.randn(width, width, generator=generator)).Q
    embeddings = reduced @ basis[: reduced.shape[1]]
    return embeddings * (DEVIATION / embeddings.std())


def token_texts(vocabulary: BpeVocabulary) -> list[str]:
    texts = (vocabulary.decoder[number] for number in range(len(vocabulary.decoder)))
    return [_decoded(text.removesuffix(END_OF_WORD), vocabulary.byte_decoder) for text in texts]


def _decoded(text: str, byte_of: Mapping[str, int]) -> str:
    return bytes(byte_of[character] for character in text).decode(errors="replace")
