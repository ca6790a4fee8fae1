"""An exported encoder in memory. Neither this nor what it imports needs torch."""

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as states
from PIL.Image import Image

from catalog.embedding.clip_tokenizer import ClipTokenizer
from catalog.embedding.encoder import EncoderError, Vectors
from catalog.embedding.onnx.export_cache import IMAGES, MERGES, TEXTS, Manifest
from catalog.embedding.preprocessing import Preprocessing

# What ONNX Runtime raises on a damaged graph, or one of another version; they have no base class.
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
# What opening an export may raise.
DAMAGED: tuple[type[Exception], ...] = (
    *RUNTIME_ERRORS,
    OSError,
    EOFError,
    ValueError,
    zlib.error,
)


class OnnxModel:
    def __init__(self, folder: Path, manifest: Manifest, *, threads: int) -> None:
        """Raises DAMAGED where the files are."""
        self.dimension = manifest.dimension
        self.fingerprint = manifest.fingerprint
        self._preprocessing = Preprocessing.configured(manifest.preprocessing)
        self._tokenize = ClipTokenizer(folder / MERGES, context_length=manifest.context_length)
        self._images = _session(folder / manifest.graph(IMAGES), threads)
        self._texts = _session(folder / manifest.graph(TEXTS), threads)

    @property
    def side(self) -> int:
        return self._preprocessing.side

    def prepared(self, image: Image) -> Image:
        return self._preprocessing.fitted(image)

    def images(self, images: Sequence[Image]) -> Vectors:
        return _run(self._images, self._preprocessing.pixels(images))

    def texts(self, texts: Sequence[str]) -> Vectors:
        """Those of one length together: nothing is computed for filling up."""
        tokens = [self._tokenize(text) for text in texts]
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for length in set(map(len, tokens)):
            places = [place for place, one in enumerate(tokens) if len(one) == length]
            same = np.array([tokens[place] for place in places], dtype=np.int64)
            vectors[places] = _run(self._texts, same)
        return vectors


def _run(session: onnxruntime.InferenceSession, x: Vectors | NDArray[np.int64]) -> Vectors:
    try:
        vectors: Vectors = session.run(None, {"x": x})[0]
    except RUNTIME_ERRORS as error:
        raise EncoderError(f"The encoder failed, perhaps for lack of memory: {error}") from error
    return vectors


def _session(graph: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that wait by spinning would take the cores from the other processes of the shop.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # It would be remembered for every length and number of texts.
    options.enable_mem_pattern = False
    options.log_severity_level = 3  # errors only
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
