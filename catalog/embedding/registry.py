"""Encoders by name, one of each per process."""

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
_in_use: list[Encoder] = []
_lock = threading.Lock()


def default_encoder() -> Encoder:
    """The one that SHOP_ENCODER names. Raises EncoderError."""
    return _in_use[-1] if _in_use else encoder_named(settings.SHOP_ENCODER)


def encoder_named(name: str) -> Encoder:
    """Named as in SHOP_ENCODER. Raises EncoderError."""
    with _lock:
        if name not in _encoders:
            encoder = _created(name)
            # An encoder class of one's own may go by a shorter name than its path.
            _encoders[name] = _encoders[encoder.name] = encoder
        return _encoders[name]


@contextmanager
def use(encoder: Encoder) -> Iterator[Encoder]:
    """The default encoder for a while, whatever SHOP_ENCODER says."""
    before = _encoders.get(encoder.name)
    _encoders[encoder.name] = encoder
    _in_use.append(encoder)
    try:
        yield encoder
    finally:
        _in_use.remove(encoder)
        _encoders.pop(encoder.name)
        if before is not None:
            _encoders[encoder.name] = before


def _created(name: str) -> Encoder:
    if name.startswith("python:"):
        return _own(name.removeprefix("python:"))
    load = partial(load_fastest, threads=settings.SHOP_ENCODER_THREADS)
    return OpenClipEncoder(name, cache=settings.SHOP_VAR / "encoders", load=load)


def _own(path: str) -> Encoder:
    """An encoder class of the shop's own, "module.Class", created without arguments."""
    module, _, name = path.rpartition(".")
    try:
        encoder: Encoder = getattr(importlib.import_module(module), name)()
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise EncoderError(
            f"SHOP_ENCODER=python:{path} cannot be loaded: {error}. It must name an importable "
            "class that takes no arguments and offers what Encoder (catalog/embedding/encoder.py) "
            "asks for."
        ) from error
    return encoder
