"""Logs of bounded size: the supervisor rotates them, programs write to a pipe.

The alternative, copy and truncate as in logrotate, loses lines written between the two steps. The
price of the pipe: while the supervisor is suspended, a program blocks after PIPE_BYTES of output.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from threading import Thread

# Size of program.log. program.old.log may take the same again.
MAX_LOG_BYTES = 20 * 1024 * 1024
PIPE_BYTES = 1024 * 1024
READ_BYTES = 64 * 1024


class LogFile:
    """Appends to `program.log`, which becomes `program.old.log` when it is full."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = open_log(path)
        self._size = os.fstat(self._file).st_size
        # Bytes dropped since the last successful write.
        self._lost = 0

    def write(self, data: bytes) -> None:
        """Append the data, and rotate the file at its limit. Never raises.

        While nothing can be written, data is dropped; a line in the log says so afterwards.
        """
        if self._size + len(data) > MAX_LOG_BYTES:
            line, newline, data = data.partition(b"\n")
            self._append(line + newline)
            # Rotate between lines, unless there is no end of line for too long.
            if newline or self._size > 2 * MAX_LOG_BYTES:
                self._rotate()
        self._append(data)

    def close(self) -> None:
        os.close(self._file)

    def _rotate(self) -> None:
        """Start a new file. On failure, go on with the old one: the next write tries again."""
        with suppress(OSError):
            with suppress(FileNotFoundError):
                self._path.replace(self._path.with_suffix(".old.log"))
            fresh = open_log(self._path)
            os.close(self._file)
            self._file, self._size = fresh, os.fstat(fresh).st_size

    def _append(self, data: bytes) -> None:
        note = b"%d bytes are missing here: the disk was full\n" % self._lost if self._lost else b""
        try:
            written = os.write(self._file, note + data)
        except OSError:
            self._lost += len(data)
            return
        self._size += written
        self._lost = len(note) + len(data) - written


def open_log(path: Path) -> int:
    """Open a log for appending, readable by its owner only. Return the file descriptor."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    # The file may be from an earlier version or another umask; only its owner can change the mode.
    with suppress(PermissionError):
        os.fchmod(file, 0o600)
    return file


class LogPipe:
    """A thread that copies what a program writes to `writer` into its log."""

    def __init__(self, path: Path) -> None:
        log = LogFile(path)
        reader, self.writer = os.pipe()
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            with suppress(OSError):  # above the limit of this system
                fcntl.fcntl(self.writer, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self._thread = Thread(target=_pump, args=(reader, log), daemon=True)
        self._thread.start()

    def close_writer(self) -> None:
        """Close `writer` after the fork, so that the pipe ends when the program's processes do."""
        os.close(self.writer)

    def drain(self, seconds: float) -> None:
        """Wait up to `seconds` until all output is in the file."""
        self._thread.join(seconds)


def _pump(reader: int, log: LogFile) -> None:
    while data := os.read(reader, READ_BYTES):
        log.write(data)
    os.close(reader)
    log.close()
