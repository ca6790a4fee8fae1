"""The processes of a running shop, and their shares of this machine's cores."""

import sys
from dataclasses import dataclass
from pathlib import Path

from shop_search.child import Program
from shop_search.embedded.machine import cores

# Threads for each batch that a worker encodes. Its other threads decode photos at the same time.
ENCODER_THREADS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    host: str
    port: int
    # Celery processes, each with its own encoder in memory.
    workers: int
    demo: bool
    var: Path
    root: Path

    @property
    def local_url(self) -> str:
        """The URL for a browser on this machine."""
        wildcards = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared, not bound
        host = wildcards.get(self.host, self.host)
        return f"http://{host if '[' in host or ':' not in host else f'[{host}]'}:{self.port}"


def default_workers() -> int:
    return max(1, min(4, cores() // 2))


def programs(deployment: Deployment) -> list[Program]:
    """Return the programs in their order of start. They stop in reverse, the web server first."""
    return [_beat(deployment), _worker(deployment), web_server(deployment)]


def web_server(deployment: Deployment) -> Program:
    # One process with threads, which share one encoder in memory.
    command = (
        *(sys.executable, "-m", "shop_search.serve"),
        *("--host", deployment.host, "--port", str(deployment.port)),
    )
    return Program(
        name="Web server",
        command=command,
        log=deployment.var / "log" / "web.log",
        folder=deployment.root,
        environment=thread_variables(max(1, cores() - deployment.workers)),
    )


def _worker(deployment: Deployment) -> Program:
    command = (
        *(sys.executable, "-m", "celery", "-A", "shop_search", "worker"),
        *("--concurrency", str(deployment.workers), "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle", "--hostname", f"{deployment.port}@%h"),
    )
    return Program(
        name="Celery worker",
        command=command,
        log=deployment.var / "log" / "worker.log",
        folder=deployment.root,
        environment=thread_variables(ENCODER_THREADS),
    )


def _beat(deployment: Deployment) -> Program:
    command = (
        *(sys.executable, "-m", "celery", "-A", "shop_search", "beat"),
        *("--pidfile", "", "--loglevel", "INFO"),
    )
    return Program(
        name="Celery beat",
        command=command,
        log=deployment.var / "log" / "beat.log",
        folder=deployment.root,
        stop_timeout=10.0,
    )


def thread_variables(count: int) -> dict[str, str]:
    """Return environment variables that bound the threads of numeric libraries, read at import.

    If all processes together have more threads than cores, the threads slow each other down.
    """
    names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    return dict.fromkeys(names, str(count))
