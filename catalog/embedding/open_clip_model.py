"""An open_clip model in memory. Importing this imports torch: only after fork, only when used."""

import hashlib
import json
import pickle
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import safetensors
import torch

from catalog.embedding.encoder import EncoderError, Vectors
from catalog.embedding.encoder_source import Source
from catalog.embedding.preprocessing import input_size
from catalog.embedding.torchvision_operators import ensure_operators

ensure_operators()

# These import torchvision; they carry no types.
import open_clip  # noqa: E402
from open_clip.transform import (  # noqa: E402
    PreprocessCfg,
    image_transform_v2,
)
from PIL.Image import Image  # noqa: E402

# What open_clip, torch, safetensors and the tokenizers raise on wrong names, files and networks.
LOAD_ERRORS = (
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    EOFError,
    ImportError,
    pickle.UnpicklingError,
    zlib.error,
    safetensors.SafetensorError,
)


Tokenizer = Callable[[Sequence[str]], torch.Tensor]


class VisualTower(Protocol):
    preprocess_cfg: dict[str, object]


class TwoTowers(Protocol):
    """What is used of open_clip's models."""

    visual: VisualTower

    def encode_image(self, pixels: torch.Tensor) -> torch.Tensor: ...
    def encode_text(self, tokens: torch.Tensor) -> torch.Tensor: ...
    def state_dict(self) -> dict[str, torch.Tensor]: ...
    def to(self, device: torch.device) -> Self: ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenClipModel:
    model: TwoTowers
    preprocess: Callable[[Image], torch.Tensor]
    # What `preprocess` does, in open_clip's terms.
    preprocessing: dict[str, object]
    tokenize: Tokenizer
    device: torch.device
    dimension: int
    side: int
    fingerprint: str

    def prepared(self, image: Image) -> Image:
        """open_clip's own transform does it all."""
        return image

    def images(self, images: Sequence[Image]) -> Vectors:
        pixels = torch.stack([self.preprocess(image) for image in images])
        return self._unit(self.model.encode_image, pixels)

    def texts(self, texts: Sequence[str]) -> Vectors:
        return self._unit(self.model.encode_text, self.tokenize(texts))

    def _unit(self, encode: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> Vectors:
        with torch.inference_mode(), self._half_precision():
            vectors = encode(x.to(self.device)).float()
            unit: Vectors = torch.nn.functional.normalize(vectors, dim=-1).cpu().numpy()
            return unit

    def _half_precision(self) -> torch.autocast:
        """On a GPU that computes in bf16; a CPU has its export."""
        gpu = self.device.type == "cuda"
        able = gpu and torch.cuda.is_bf16_supported(including_emulation=False)
        return torch.autocast(self.device.type, torch.bfloat16, enabled=able)


def load(source: Source, *, cache: Path, gpu: bool = True) -> OpenClipModel:
    """`cache`: where downloaded weights are kept; `gpu`: on one, where there is one.

    Raises EncoderError.
    """
    try:
        return _load(source, cache, gpu=gpu)
    except LOAD_ERRORS as error:
        reason = " ".join(str(error).split())[:500]
        raise EncoderError(
            f"Cannot load the encoder {source.model}: {reason}. Check the name, that its files "
            "are whole, and that weights not yet downloaded can be (network, disk space)."
        ) from error


def _load(source: Source, cache: Path, *, gpu: bool) -> OpenClipModel:
    model = _model(source, cache)
    tokenize = _tokenizer(source, cache)
    device = torch.device("cuda" if gpu and torch.cuda.is_available() else "cpu")
    return OpenClipModel(
        model=model.to(device),
        preprocess=image_transform_v2(PreprocessCfg(**model.visual.preprocess_cfg), is_train=False),
        preprocessing=model.visual.preprocess_cfg,
        tokenize=tokenize,
        device=device,
        # Measured by encoding, so that a vocabulary not fitting the weights shows here: the
        # end-of-text token is the vocabulary's last, so even an empty text reaches its end.
        dimension=int(model.encode_text(tokenize([""]).to(device)).shape[-1]),
        side=max(input_size(model.visual.preprocess_cfg.get("size"))),
        fingerprint=_fingerprint(model),
    )


def _model(source: Source, cache: Path) -> TwoTowers:
    model: TwoTowers = open_clip.create_model(
        source.model,
        pretrained=source.pretrained,
        # Else a model without weights would be returned, and rank products at random.
        require_pretrained=True,
        cache_dir=str(cache),
    ).eval()
    return model


def _tokenizer(source: Source, cache: Path) -> Tokenizer:
    # open_clip knows its built-in models under names with dashes only.
    name = source.model if source.pretrained is None else source.model.replace("/", "-")
    kept = {"cache_dir": str(cache)}
    if source.vocabulary is not None:
        kept["bpe_path"] = str(source.vocabulary)
    tokenize: Tokenizer = open_clip.get_tokenizer(name, **kept)
    return tokenize


def _fingerprint(model: TwoTowers) -> str:
    """Of weights and preprocessing, whichever file or download they came from."""
    digest = hashlib.sha256(json.dumps(model.visual.preprocess_cfg, sort_keys=True).encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.cpu().contiguous().view(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()
