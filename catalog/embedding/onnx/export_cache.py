"""Encoders exported to ONNX, on disk: written once, read by every process."""

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Self

from catalog.embedding.encoder import EncoderError
from catalog.embedding.encoder_source import EncoderSource
from catalog.embedding.onnx.processor import processor_kind

IMAGE_TOWER, TEXT_TOWER = "images.onnx", "texts.onnx"
# Only exported if the image tower averages a feature map, and that can be exported.
FEATURE_MAP_TOWER = "feature-map.onnx"
# One of these.
MERGES, TOKENIZER = "merges.gz", "tokenizer.json"
MANIFEST = "manifest.json"
# The folder of all exports, in that of downloads and exports.
EXPORTED = "exported"
# Increase this whenever a change of the code changes the exported files. The code must still read
# exports of the former format: after an upgrade they answer searches (test_replaced_weights.py).
FORMAT = 5
PACKAGES = ("onnxruntime", "torch", "open_clip_torch")
# Bytes: hashing them takes a twentieth of a second. Larger weights are identified by size and
# modification time.
MAX_HASHED = 64 * 1024 * 1024
# Exists on machines with an NVIDIA GPU. They may share the cache with machines without one.
GPU = Path("/dev/nvidiactl")
# Bytes. With smaller weights, a GPU only adds latency: the bundled encoder took 9 ms per picture.
MIN_GPU_WEIGHTS = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    fingerprint: str = ""
    dimension: int = 0
    context_length: int = 0
    # How texts are cleaned for TOKENIZER, a key of text_cleaning.CLEANING; "" with MERGES.
    cleaning: str = ""
    preprocessing: dict[str, object] = field(default_factory=dict)  # open_clip's preprocess_cfg
    files: dict[str, int] = field(default_factory=dict)  # size in bytes
    # By tower: the quantised graph to use in its place, on the kind of processor named below.
    faster: dict[str, str] = field(default_factory=dict)
    processor: str = ""
    # Why this encoder cannot be exported, so that no other process tries it again.
    refusal: str = ""
    # Why it was exported without the feature map that its image tower averages.
    no_feature_map: str = ""

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Read the manifest in `folder`; None if there is no complete export."""
        try:
            manifest = cls(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
            complete = manifest.files == file_sizes(folder)
        except (OSError, ValueError, TypeError):
            return None
        return manifest if complete else None

    def graph(self, tower: str) -> str:
        """The name of the graph file to use for a tower on this machine."""
        same_kind = self.processor == processor_kind()
        return self.faster.get(tower, tower) if same_kind else tower

    def write(self, folder: Path) -> None:
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=2), encoding="utf-8")


def short_reason(error: Exception) -> str:
    """An error's message for the manifest, on one line."""
    return " ".join(str(error).split())[:300]


def file_sizes(folder: Path) -> dict[str, int]:
    """Bytes of every file except the manifest."""
    return {file.name: file.stat().st_size for file in folder.iterdir() if file.name != MANIFEST}


def export_folder(name: str, source: EncoderSource, *, cache: Path) -> Path:
    """The folder of an encoder's export, whether it exists or not.

    Its name is a hash of everything that an export depends on, so a stale export is never used.
    Raises EncoderError if the encoder's files must not be read.
    """
    dependencies = [
        FORMAT,
        *map(version, PACKAGES),
        GPU.exists(),
        *(source.model, source.pretrained),
        *(_file_key(file) for file in source.files),
    ]
    return exports_folder(name, cache) / _digest(dependencies)


def exports_folder(name: str, cache: Path) -> Path:
    """The folder of all exports of an encoder: for any weights, by any versions of the code."""
    readable = re.sub(r"[^\w.-]+", "-", name)[-60:]
    return cache / EXPORTED / f"{readable}-{_digest(name)}"


def newest_first(exports: Path) -> list[Path]:
    """The complete and the refused exports in a folder of `exports_folder`, by when they were made.

    The manifest's time says that; the folder's own says when the export was last needed.
    """
    made = {file.parent: _modified(file) for file in exports.glob(f"[!.]*/{MANIFEST}")}
    return sorted(made, key=lambda folder: made[folder], reverse=True)


def _modified(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:  # removed meanwhile
        return 0.0


def is_worth_a_gpu(source: EncoderSource) -> bool:
    """Whether the weights have at least MIN_GPU_WEIGHTS bytes. Downloads always count as large."""
    files = [file for file in source.files if file.exists()]
    return not files or sum(file.stat().st_size for file in files) >= MIN_GPU_WEIGHTS


def _file_key(file: Path) -> tuple[str, int, int | str] | None:
    """Name, size, and content hash or modification time; None if there is no such file.

    Raises EncoderError if it must not be read.
    """
    try:
        stat = file.stat()
        # Hashed if small, because container images do not preserve modification times.
        hashed = stat.st_size <= MAX_HASHED
        content = hashlib.sha256(file.read_bytes()).hexdigest() if hashed else stat.st_mtime_ns
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise EncoderError(
            f"Cannot read {file}: let the account that runs the shop read it, as with chmod a+r."
        ) from error
    return file.name, stat.st_size, content


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:12]


@contextmanager
def replace_export(folder: Path) -> Iterator[Path]:
    """Yield a new folder that replaces `folder` unless the block fails. Raises OSError."""
    new = folder.with_name(f".{folder.name}.{os.getpid()}")
    new.mkdir()
    try:
        yield new
        remove_export(folder)
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


@contextmanager
def lock_export(folder: Path) -> Iterator[None]:
    """Exclude other processes from all exports of an encoder within the block. Raises OSError.

    The lock ends with the process, however that ends.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Read-only is enough for the lock: the file may belong to another account.
    lock = os.open(folder.with_name(".lock"), os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def remove_export(folder: Path) -> None:
    """Remove the export, if any. Processes that have it loaded can go on using it."""
    if folder.exists():
        removed = folder.with_name(f".{folder.name}.{os.getpid()}.removed")
        folder.rename(removed)
        shutil.rmtree(removed, ignore_errors=True)
