"""Where a server's Unix socket lies: a folder that nobody else can pass."""

import hashlib
import os
import tempfile
from pathlib import Path

# sun_path is 104 bytes on macOS and 108 on Linux, with the closing NUL.
MAX_SOCKET_PATH = 103


def socket_folder(folder: Path, socket: str) -> Path:
    """Beside the data, or under the temporary folder where that path is too long."""
    beside = folder / "run"
    if len(os.fsencode(beside / socket)) <= MAX_SOCKET_PATH:
        return beside
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"shop-{os.geteuid()}-{digest}"
