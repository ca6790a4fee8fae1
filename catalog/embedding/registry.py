"""Encoders by name, one instance of each per process."""

import importlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from django.conf import settings

from catalog.embedding.encoder import EmbeddingModel, Encoder, EncoderError, WeightsGone
from catalog.embedding.loading import load_fastest, load_weights
from catalog.embedding.open_clip_encoder import LazyEncoder, OpenClipEncoder

CUSTOM = "python:"
# Raised by importing a class of the shop's own and by creating its instance.
IMPORT_ERRORS = (
    ImportError,
    SyntaxError,
    AttributeError,
    ValueError,
    TypeError,
    LookupError,
    OSError,
    RuntimeError,
)

_encoders: dict[str, Encoder] = {}
# By name and fingerprint. Once one is loaded, the others leave the memory.
_by_weights: dict[tuple[str, str], LazyEncoder] = {}
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


def encoder_with(name: str, fingerprint: str) -> Encoder:
    """The encoder with this name and these weights, whatever SHOP_ENCODER names by now.

    If its export is on disk, neither its own files nor the encoder of SHOP_ENCODER are loaded.
    Raises EncoderError, here or on use, if the encoder cannot be had.
    """
    for encoder in _in_memory(name):
        if encoder.fingerprint == fingerprint:
            return encoder
    if name.startswith(CUSTOM):
        raise WeightsGone(f"{name} has other weights than those that the catalog is indexed with.")
    with _lock:
        key = name, fingerprint
        if key not in _by_weights:
            _by_weights[key] = LazyEncoder(name, partial(_load_alone, *key))
        return _by_weights[key]


def is_ready(name: str, fingerprint: str) -> bool:
    """Whether `encoder_with` need not load the encoder first. If it must, this begins with it."""
    try:
        encoder = encoder_with(name, fingerprint)
    except EncoderError:
        return False
    if not isinstance(encoder, LazyEncoder) or encoder.is_loaded:
        return True
    encoder.load_in_background()
    return False


def _load_alone(name: str, fingerprint: str) -> EmbeddingModel:
    model = load_weights(name, fingerprint, encoder_cache(), threads=settings.SHOP_ENCODER_THREADS)
    with _lock:
        for key in _by_weights.keys() - {(name, fingerprint)}:
            del _by_weights[key]
    return model


def _in_memory(name: str) -> Iterator[Encoder]:
    """Encoders that need not be loaded: overrides, classes of the shop's own, a loaded one."""
    yield from reversed(_overrides)
    for each in {settings.SHOP_ENCODER, name}:
        if each.startswith(CUSTOM):
            with suppress(EncoderError):
                yield get_encoder(each)
    known = _encoders.get(name)
    if isinstance(known, LazyEncoder) and known.is_loaded:
        yield known


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
    if name.startswith(CUSTOM):
        return _import_encoder(name)
    load = partial(load_fastest, threads=settings.SHOP_ENCODER_THREADS)
    return OpenClipEncoder(name, cache=encoder_cache(), load=load)


def encoder_cache() -> Path:
    """The folder for downloads and exports."""
    return Path(settings.SHOP_VAR) / "encoders"


def custom_class(name: str) -> Callable[[], Encoder]:
    """The class that "python:module.Class" names. Raises EncoderError."""
    module, _, class_name = name.removeprefix(CUSTOM).rpartition(".")
    with _import_errors(name):
        found: Callable[[], Encoder] = getattr(importlib.import_module(module), class_name)
    return found


def _import_encoder(name: str) -> Encoder:
    with _import_errors(name):
        return custom_class(name)()


@contextmanager
def _import_errors(name: str) -> Iterator[None]:
    try:
        yield
    except IMPORT_ERRORS as error:
        raise EncoderError(
            f"SHOP_ENCODER={name} cannot be loaded: {error}. It must name an importable "
            "class that takes no arguments and implements Encoder (catalog/embedding/encoder.py)."
        ) from error
