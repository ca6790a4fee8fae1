"""Which exports stay on disk: those that somebody needs, and the newest of each encoder.

After an upgrade of an encoder's weights, the export of the former ones answers searches until the
catalog is indexed for the new ones. The former weights themselves are gone by then.
"""

import os
import shutil
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from catalog.embedding.onnx.export_cache import EXPORTED, Manifest, newest_first

# Seconds that an export stays after it was last needed. During a rolling upgrade, processes of the
# previous release still start from theirs, and several shops may share the folder.
MAX_AGE = 24 * 3600


def tidy_exports(cache: Path, *, needed: Collection[str]) -> None:
    """Remove what nobody has needed for MAX_AGE: former exports, and unfinished ones.

    `needed` are the fingerprints of all versions in the database. Call this more often than every
    MAX_AGE, because it also records that their exports are needed.
    """
    for encoder in _folders(cache / EXPORTED):
        exports = newest_first(encoder)
        kept = {*exports[:1], *_needed(exports, needed)}
        for folder in kept:
            touch(folder)
        for folder in _folders(encoder):
            if folder not in kept and _age(folder) > MAX_AGE:
                shutil.rmtree(folder, ignore_errors=True)


def touch(folder: Path) -> None:
    """Record that an export is needed."""
    with suppress(OSError):  # gone, or of another account
        os.utime(folder)


def _needed(exports: Sequence[Path], fingerprints: Collection[str]) -> set[Path]:
    """The newest export for each of the fingerprints, from exports that are in this order."""
    newest = {_fingerprint(folder): folder for folder in reversed(exports)}
    return {folder for fingerprint, folder in newest.items() if fingerprint in fingerprints}


def _fingerprint(folder: Path) -> str:
    manifest = Manifest.read(folder)
    return manifest.fingerprint if manifest else ""


def _folders(parent: Path) -> list[Path]:
    try:
        return [entry for entry in parent.iterdir() if entry.is_dir()]
    except OSError:
        return []


def _age(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:  # removed meanwhile
        return 0.0
