"""An exported encoder on ONNX Runtime. Neither this module nor its imports need torch."""

import threading
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as states
from PIL.Image import Image

from catalog.embedding.clip_tokenizer import ClipTokenizer
from catalog.embedding.encoder import FEATURE_MAP_SCALE, EncoderError, Vectors
from catalog.embedding.hub_tokenizer import HubTokenizer
from catalog.embedding.onnx.export_cache import (
    FEATURE_MAP_TOWER,
    IMAGE_TOWER,
    MERGES,
    TEXT_TOWER,
    TOKENIZER,
    Manifest,
)
from catalog.embedding.preprocessing import Preprocessing

# Raised by ONNX Runtime for a damaged graph, or one of another version. They share no base class.
RUNTIME_ERRORS: tuple[type[Exception], ...] = (
    states.Fail,
    states.InvalidArgument,
    states.InvalidGraph,
    states.InvalidProtobuf,
    states.NoModel,
    states.NoSuchFile,
    states.NotImplemented,
    states.RuntimeException,
)
# Raised on opening a damaged export.
OPEN_ERRORS: tuple[type[Exception], ...] = (
    *RUNTIME_ERRORS,
    OSError,
    EOFError,
    ValueError,
    zlib.error,
)


class OnnxModel:
    def __init__(self, folder: Path, manifest: Manifest, *, threads: int) -> None:
        """Load the export in `folder`. Raises OPEN_ERRORS if files are damaged, and EncoderError if
        a package is missing.

        `threads`: how many ONNX Runtime uses within one operator (intra-op).
        """
        self.dimension = manifest.dimension
        self.fingerprint = manifest.fingerprint
        self._preprocessing = Preprocessing.from_config(manifest.preprocessing)
        self._tokenize = _tokenizer(folder, manifest)
        self._image_session = _create_session(folder / manifest.graph(IMAGE_TOWER), threads)
        self._text_session = _create_session(folder / manifest.graph(TEXT_TOWER), threads)
        self._feature_map_session = _LazySession(folder / FEATURE_MAP_TOWER, threads)
        self._has_feature_map = FEATURE_MAP_TOWER in manifest.files

    @property
    def image_size(self) -> int:
        return self._preprocessing.image_size

    def preprocess(self, image: Image) -> Image:
        return self._preprocessing.resize(image)

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        return _run(self._image_session, self._preprocessing.normalise(images))

    def feature_map(self, image: Image) -> Vectors | None:
        if not self._has_feature_map:
            return None
        pixels = self._preprocessing.enlarged(FEATURE_MAP_SCALE).normalise([image])
        return _run(self._feature_map_session.get(), pixels)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Encode texts of equal length together, so that no padding is computed."""
        tokens = [self._tokenize(text) for text in texts]
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for length in set(map(len, tokens)):
            rows = [row for row, ids in enumerate(tokens) if len(ids) == length]
            batch = np.array([tokens[row] for row in rows], dtype=np.int64)
            vectors[rows] = _run(self._text_session, batch)
        return vectors


def _tokenizer(folder: Path, manifest: Manifest) -> Callable[[str], list[int]]:
    if manifest.cleaning:
        return HubTokenizer(folder / TOKENIZER, cleaning=manifest.cleaning)
    return ClipTokenizer(folder / MERGES, context_length=manifest.context_length)


class _LazySession:
    """A session that is created on first use, as most processes never need it."""

    def __init__(self, graph: Path, threads: int) -> None:
        self._graph, self._threads = graph, threads
        self._lock = threading.Lock()
        self._session: onnxruntime.InferenceSession | None = None

    def get(self) -> onnxruntime.InferenceSession:
        """Raises EncoderError if the graph is damaged or has been removed."""
        with self._lock:
            if self._session is None:
                self._session = self._create()
            return self._session

    def _create(self) -> onnxruntime.InferenceSession:
        try:
            return _create_session(self._graph, self._threads)
        except RUNTIME_ERRORS as error:
            raise EncoderError(
                f"{self._graph} cannot be loaded ({error}). Remove its folder and restart the "
                "shop: it will be made again."
            ) from error


def _run(session: onnxruntime.InferenceSession, x: Vectors | NDArray[np.int64]) -> Vectors:
    try:
        vectors: Vectors = session.run(None, {"x": x})[0]
    except RUNTIME_ERRORS as error:
        raise EncoderError(f"The encoder failed, perhaps for lack of memory: {error}") from error
    return vectors


def _create_session(graph: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Spinning threads would take cores from the shop's other processes.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # A memory pattern would be kept for every batch size and text length.
    options.enable_mem_pattern = False
    options.log_severity_level = 3  # errors only
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
