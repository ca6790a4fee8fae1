"""An open_clip model on PyTorch. Imports torch: import this only on use, and after a fork."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import torch

from catalog.embedding.encoder import FEATURE_MAP_SCALE, EncoderError, Vectors
from catalog.embedding.encoder_source import EncoderSource
from catalog.embedding.feature_map import feature_map_tower
from catalog.embedding.load_errors import LOAD_ERRORS, explain
from catalog.embedding.open_clip_names import config_name, needs_quick_gelu, require_known
from catalog.embedding.preprocessing import Preprocessing, input_size
from catalog.embedding.torchvision_operators import ensure_operators

ensure_operators()

# These import torchvision; they carry no types.
import open_clip  # noqa: E402
from open_clip.transform import (  # noqa: E402
    PreprocessCfg,
    image_transform_v2,
)
from PIL.Image import Image  # noqa: E402

Tokenizer = Callable[[Sequence[str]], torch.Tensor]


class VisualTower(Protocol):
    preprocess_cfg: dict[str, object]


class TwoTowerModel(Protocol):
    """The members of open_clip's models that are used here."""

    visual: VisualTower

    def encode_image(self, pixels: torch.Tensor) -> torch.Tensor: ...
    def encode_text(self, tokens: torch.Tensor) -> torch.Tensor: ...
    def state_dict(self) -> dict[str, torch.Tensor]: ...
    def to(self, device: torch.device) -> Self: ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenClipModel:
    model: TwoTowerModel
    transform: Callable[[Image], torch.Tensor]
    preprocess_cfg: dict[str, object]  # open_clip's configuration of `transform`
    tokenize: Tokenizer
    device: torch.device
    dimension: int
    image_size: int
    fingerprint: str

    def preprocess(self, image: Image) -> Image:
        return image  # `transform` resizes too

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        pixels = torch.stack([self.transform(image) for image in images])
        return self._encode(self.model.encode_image, pixels)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self.model.encode_text, self.tokenize(texts))

    def feature_map(self, image: Image) -> Vectors | None:
        tower = feature_map_tower(self.model.visual)
        if tower is None:
            return None
        preprocessing = Preprocessing.from_config(self.preprocess_cfg).enlarged(FEATURE_MAP_SCALE)
        pixels = torch.from_numpy(preprocessing.normalise([image]))
        with torch.inference_mode(), self._half_precision():
            vectors: Vectors = tower(pixels.to(self.device)).float().cpu().numpy()
            return vectors

    def _encode(self, encode: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> Vectors:
        with torch.inference_mode(), self._half_precision():
            vectors = encode(x.to(self.device)).float()
            unit: Vectors = torch.nn.functional.normalize(vectors, dim=-1).cpu().numpy()
            return unit

    def _half_precision(self) -> torch.autocast:
        """Autocast to bfloat16 on a GPU that computes it natively; disabled elsewhere."""
        gpu = self.device.type == "cuda"
        enabled = gpu and torch.cuda.is_bf16_supported(including_emulation=False)
        return torch.autocast(self.device.type, torch.bfloat16, enabled=enabled)


def load(source: EncoderSource, *, cache: Path, gpu: bool = True) -> OpenClipModel:
    """Load the model, downloading it if needed. Raises EncoderError.

    `cache` is the folder for downloads; `gpu`, whether to use a GPU if there is one.
    """
    require_known(source)
    try:
        return _load(source, cache, gpu=gpu)
    except LOAD_ERRORS as error:
        raise EncoderError(f"Cannot load the encoder {source.model}: {explain(error)}") from error


def _load(source: EncoderSource, cache: Path, *, gpu: bool) -> OpenClipModel:
    # The tokenizer first: it may lack a package, which should not take a long download to notice.
    tokenize = _tokenizer(source, cache)
    model = _model(source, cache)
    device = torch.device("cuda" if gpu and torch.cuda.is_available() else "cpu")
    return OpenClipModel(
        model=model.to(device),
        transform=image_transform_v2(PreprocessCfg(**model.visual.preprocess_cfg), is_train=False),
        preprocess_cfg=model.visual.preprocess_cfg,
        tokenize=tokenize,
        device=device,
        # Measured by encoding, so that a vocabulary larger than the weights' fails here: even an
        # empty text has the end-of-text token, the last one of the vocabulary.
        dimension=int(model.encode_text(tokenize([""]).to(device)).shape[-1]),
        image_size=max(input_size(model.visual.preprocess_cfg.get("size"))),
        fingerprint=_fingerprint(model, quick_gelu=needs_quick_gelu(source)),
    )


def _model(source: EncoderSource, cache: Path) -> TwoTowerModel:
    model: TwoTowerModel = open_clip.create_model(
        source.model,
        pretrained=source.pretrained,
        # Otherwise open_clip may return a model with random weights.
        require_pretrained=True,
        force_quick_gelu=needs_quick_gelu(source),
        cache_dir=str(cache),
    ).eval()
    return model


def _tokenizer(source: EncoderSource, cache: Path) -> Tokenizer:
    name = config_name(source) if source.pretrained else source.model
    options = {"cache_dir": str(cache)}
    if source.vocabulary is not None:
        options["bpe_path"] = str(source.vocabulary)
    tokenize: Tokenizer = open_clip.get_tokenizer(name, **options)
    return tokenize


def _fingerprint(model: TwoTowerModel, *, quick_gelu: bool) -> str:
    """Hash of the weights, preprocess_cfg, and QuickGELU where open_clip would not use it.

    It is independent of the file format that the weights came in.
    """
    digest = hashlib.sha256(json.dumps(model.visual.preprocess_cfg, sort_keys=True).encode())
    if quick_gelu:
        digest.update(b"QuickGELU")
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.cpu().contiguous().view(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()
