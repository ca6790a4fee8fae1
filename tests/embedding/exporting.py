"""Encoders of local models, loaded as a shop loads them."""

from functools import partial
from pathlib import Path

from catalog.embedding.encoder_source import find_source
from catalog.embedding.loading import load_fastest
from catalog.embedding.onnx.export_cache import export_folder
from catalog.embedding.onnx.model import OnnxModel
from catalog.embedding.open_clip_encoder import OpenClipEncoder


def fastest(model: Path, cache: Path) -> OpenClipEncoder:
    load = partial(load_fastest, threads=1)
    return OpenClipEncoder(f"local-dir:{model}", cache=cache, load=load)


def export_of(model: Path, cache: Path) -> Path:
    name = f"local-dir:{model}"
    return export_folder(name, find_source(name), cache=cache)


def runs_on_onnx(encoder: OpenClipEncoder) -> bool:
    return isinstance(encoder._loaded_model(), OnnxModel)
