"""The data folder, and the secrets kept in it."""

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from shop_search.failures import CannotStart

MIN_FREE_MB = 500


def prepare_folder(var: Path) -> None:
    """Make it, and refuse early what would fail half-way. Raises CannotStart."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        secure_logs(var / "log")
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


def secure_logs(folder: Path) -> None:
    """Make the folder; it and the logs in it, also an earlier version's, are its owner's only."""
    folder.mkdir(mode=0o700, exist_ok=True)
    # Somebody else's are theirs to guard.
    with suppress(PermissionError):
        folder.chmod(0o700)
        for log in folder.glob("*.log"):
            log.chmod(0o600)


def kept_secret(path: Path) -> str:
    """The secret in this file, made on first use; only its owner can read it."""
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()
