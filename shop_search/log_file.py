"""Logs of bounded size, kept by the supervisor: programs write into a pipe and know no file.

Weighed against copying and truncating a file that a program goes on writing to: what is written
between the two steps is lost. The price: a supervisor that is suspended lets a program write
PIPE_BYTES more, then the program waits for it.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from threading import Thread

# A log, and as much again of what was before it.
KEEP_BYTES = 20 * 1024 * 1024
PIPE_BYTES = 1024 * 1024
READ_BYTES = 64 * 1024


class LogFile:
    """Appends to `program.log`; a full one becomes `program.old.log`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = open_log(path)
        self._size = os.fstat(self._file).st_size
        # Bytes since the last that could be written.
        self._lost = 0

    def write(self, data: bytes) -> None:
        """Never raises: a program must not wait, nor die, for a full disk. Says what was lost."""
        if self._size + len(data) > KEEP_BYTES:
            line, newline, data = data.partition(b"\n")
            self._append(line + newline)
            # Between lines; but what goes on and on is no line.
            if newline or self._size > 2 * KEEP_BYTES:
                self._rotate()
        self._append(data)

    def close(self) -> None:
        os.close(self._file)

    def _rotate(self) -> None:
        """Where that fails it goes on in the same file, and tries again."""
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
    """A descriptor to append by. Logs are for their owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    # One of an earlier version, or made under another umask; somebody else's stays as it is.
    with suppress(PermissionError):
        os.fchmod(file, 0o600)
    return file


class LogPipe:
    """What a program writes to `writer` ends up in the log, in a thread of this process."""

    def __init__(self, path: Path) -> None:
        log = LogFile(path)
        reader, self.writer = os.pipe()
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            with suppress(OSError):  # more than this system allows
                fcntl.fcntl(self.writer, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self._thread = Thread(target=_pump, args=(reader, log), daemon=True)
        self._thread.start()

    def close_writer(self) -> None:
        """Once the program has it; the pipe ends when all its processes have."""
        os.close(self.writer)

    def drain(self, seconds: float) -> None:
        """Wait until the last words are in the file."""
        self._thread.join(seconds)


def _pump(reader: int, log: LogFile) -> None:
    while data := os.read(reader, READ_BYTES):
        log.write(data)
    os.close(reader)
    log.close()
