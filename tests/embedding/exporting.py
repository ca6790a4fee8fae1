"""Encoders as a shop gets them, of models in a folder."""

from functools import partial
from pathlib import Path

from catalog.embedding.encoder_source import source_named
from catalog.embedding.loading import load_fastest
from catalog.embedding.onnx.export_cache import export_folder
from catalog.embedding.onnx.model import OnnxModel
from catalog.embedding.open_clip_encoder import OpenClipEncoder


def fastest(model: Path, cache: Path) -> OpenClipEncoder:
    load = partial(load_fastest, threads=1)
    return OpenClipEncoder(f"local-dir:{model}", cache=cache, load=load)


def export_of(model: Path, cache: Path) -> Path:
    name = f"local-dir:{model}"
    return export_folder(name, source_named(name), cache=cache)


def runs_on_onnx(encoder: OpenClipEncoder) -> bool:
    return isinstance(encoder._loaded(), OnnxModel)
