"""Encoders by name, one instance of each per process."""

import importlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings

from catalog.embedding.encoder import Encoder, EncoderError
from catalog.embedding.loading import load_fastest
from catalog.embedding.open_clip_encoder import OpenClipEncoder

_encoders: dict[str, Encoder] = {}
_overrides: list[Encoder] = []
_lock = threading.Lock()


def default_encoder() -> Encoder:
    """The encoder that SHOP_ENCODER names. Raises EncoderError."""
    return _overrides[-1] if _overrides else get_encoder(settings.SHOP_ENCODER)


def get_encoder(name: str) -> Encoder:
    """The encoder with this name, as in SHOP_ENCODER. Raises EncoderError."""
    with _lock:
        if name not in _encoders:
            encoder = _create(name)
            # A custom class may give itself a name other than "python:module.Class".
            _encoders[name] = _encoders[encoder.name] = encoder
        return _encoders[name]


@contextmanager
def override_encoder(encoder: Encoder) -> Iterator[Encoder]:
    """Make this the default encoder within the block, whatever SHOP_ENCODER says."""
    before = _encoders.get(encoder.name)
    _encoders[encoder.name] = encoder
    _overrides.append(encoder)
    try:
        yield encoder
    finally:
        _overrides.remove(encoder)
        _encoders.pop(encoder.name)
        if before is not None:
            _encoders[encoder.name] = before


def _create(name: str) -> Encoder:
    if name.startswith("python:"):
        return _import_encoder(name.removeprefix("python:"))
    load = partial(load_fastest, threads=settings.SHOP_ENCODER_THREADS)
    return OpenClipEncoder(name, cache=settings.SHOP_VAR / "encoders", load=load)


def _import_encoder(path: str) -> Encoder:
    """An instance of the class at `path`, "module.Class"."""
    module, _, name = path.rpartition(".")
    try:
        encoder: Encoder = getattr(importlib.import_module(module), name)()
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise EncoderError(
            f"SHOP_ENCODER=python:{path} cannot be loaded: {error}. It must name an importable "
            "class that takes no arguments and implements Encoder (catalog/embedding/encoder.py)."
        ) from error
    return encoder
