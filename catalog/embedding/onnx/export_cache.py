"""Encoders exported for ONNX Runtime, on disk: written once, read by every process."""

import fcntl
import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Self

from catalog.embedding.encoder_source import Source
from catalog.embedding.onnx.processor import processor_kind

IMAGES, TEXTS, MERGES = "images.onnx", "texts.onnx", "merges.gz"
MANIFEST = "manifest.json"
# To be raised whenever other code here would export something else.
FORMAT = 3
PACKAGES = ("onnxruntime", "torch", "open_clip_torch")
# Bytes: a twentieth of a second. Larger weights are known by size and time of change.
READ_UP_TO = 64 * 1024 * 1024
# Where there is one, torch runs on the GPU; a folder may be shared with machines that have none.
GPU = Path("/dev/nvidiactl")
# Bytes of weights. Below, a GPU only adds latency: the bundled encoder took 9 ms for a picture.
WORTH_A_GPU = 64 * 1024 * 1024
# A process of the version before may still want to start from its export, in a rolling upgrade.
KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    fingerprint: str = ""
    dimension: int = 0
    context_length: int = 0
    preprocessing: dict[str, object] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)  # size in bytes
    # Graphs to be read in the place of others on processors of this kind; see faster.py.
    faster: dict[str, str] = field(default_factory=dict)
    processor: str = ""
    # Why this encoder cannot be exported, so that not every process finds out again.
    refusal: str = ""

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """None where there is no export, or not a whole one."""
        try:
            manifest = cls(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
            whole = manifest.files == sizes(folder)
        except (OSError, ValueError, TypeError):
            return None
        return manifest if whole else None

    def graph(self, name: str) -> str:
        """The file to read for IMAGES or TEXTS on this machine."""
        here = self.processor == processor_kind()
        return self.faster.get(name, name) if here else name

    def write(self, folder: Path) -> None:
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=2), encoding="utf-8")


def sizes(folder: Path) -> dict[str, int]:
    """Of all files but the manifest."""
    return {file.name: file.stat().st_size for file in folder.iterdir() if file.name != MANIFEST}


def export_folder(name: str, source: Source, *, cache: Path) -> Path:
    """Named after all that an export depends on: a stale one is never found."""
    depends = [
        FORMAT,
        *map(version, PACKAGES),
        GPU.exists(),
        *(source.model, source.pretrained),
        *(_stamp(file) for file in source.files),
    ]
    readable = re.sub(r"[^\w.-]+", "-", name)[-60:]
    return cache / "exported" / f"{readable}-{_digest(name)}" / _digest(depends)


def worth_a_gpu(source: Source) -> bool:
    """Downloads always are."""
    files = [file for file in source.files if file.exists()]
    return not files or sum(file.stat().st_size for file in files) >= WORTH_A_GPU


def _stamp(file: Path) -> tuple[str, int, int | str] | None:
    """Changes with the file's content."""
    try:
        found = file.stat()
        # Times do not survive the way of the bundled weights into a container's image.
        small = found.st_size <= READ_UP_TO
        content = hashlib.sha256(file.read_bytes()).hexdigest() if small else found.st_mtime_ns
    except FileNotFoundError:
        return None
    return file.name, found.st_size, content


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:12]


@contextmanager
def writing(folder: Path) -> Iterator[Path]:
    """A new folder, which takes the place of `folder` at the end. Raises OSError."""
    new = folder.with_name(f".{folder.name}.{os.getpid()}")
    new.mkdir()
    try:
        yield new
        remove(folder)
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    _remove_old(folder)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One process at a time, until it ends however it ends. Raises OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    # For reading, which is enough for the lock: another account may have made the file.
    lock = os.open(folder.with_name(".lock"), os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def remove(folder: Path) -> None:
    """Those who have it open keep what they have."""
    if folder.exists():
        broken = folder.with_name(f".{folder.name}.{os.getpid()}.removed")
        folder.rename(broken)
        shutil.rmtree(broken, ignore_errors=True)


def _remove_old(folder: Path) -> None:
    """Exports of this name for other weights or versions, and what killed exports left."""
    before = time.time() - KEPT_SECONDS
    for other in folder.parent.iterdir():
        if other.is_dir() and other != folder and other.stat().st_mtime < before:
            shutil.rmtree(other, ignore_errors=True)
