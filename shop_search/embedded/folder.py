"""The data folder, its logs, its secrets, and the folders of Unix sockets."""

import hashlib
import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from shop_search.failures import CannotStart

MIN_FREE_MB = 500
# Bytes: sun_path is 104 on macOS and 108 on Linux, with the closing NUL.
MAX_SOCKET_PATH = 103


def prepare_folder(var: Path) -> None:
    """Create the data folder. Raises CannotStart if it is read-only or its disk almost full."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        secure_logs(var / "log")
        # Permission bits would not reveal a file system that is mounted read-only.
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
    """Create the folder; make it and the logs in it readable by their owner only."""
    folder.mkdir(mode=0o700, exist_ok=True)
    # Only the owner can change the mode.
    with suppress(PermissionError):
        folder.chmod(0o700)
        for log in folder.glob("*.log"):
            log.chmod(0o600)


def read_or_create_secret(path: Path) -> str:
    """Return the secret in this file, which is created with mode 0600 on first use."""
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()


def socket_folder(folder: Path, socket: str) -> Path:
    """Return the folder for a server's Unix socket: in `folder`, or in /tmp if that is too long."""
    beside = folder / "run"
    if len(os.fsencode(beside / socket)) <= MAX_SOCKET_PATH:
        return beside
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"shop-{os.geteuid()}-{digest}"
