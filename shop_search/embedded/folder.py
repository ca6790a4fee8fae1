"""The data folder, and the secrets kept in it."""

import os
import secrets
import shutil
from pathlib import Path

from shop_search.failures import CannotStart

MIN_FREE_MB = 500


def prepare_folder(var: Path) -> None:
    """Make it, and refuse early what would fail half-way. Raises CannotStart."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        for name in ("log", "beat"):
            (var / name).mkdir(exist_ok=True)
        # Asking the permissions would miss a file system mounted read-only.
        probe = var / f".probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"The data folder {var} cannot be written to ({error.strerror}): "
            "set SHOP_VAR to a folder that can."
        ) from error
    free = shutil.disk_usage(var).free // (1024 * 1024)
    if free < MIN_FREE_MB:
        raise CannotStart(
            f"Only {free} MB are free for the data folder {var}, {MIN_FREE_MB} MB are needed: "
            "make room, or set SHOP_VAR to a folder on another disk."
        )


def kept_secret(path: Path) -> str:
    """The secret in this file, made on first use; only its owner can read it."""
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()
