"""The processes of a running shop, and how they share this machine's cores."""

import sys
from dataclasses import dataclass
from pathlib import Path

from shop_search.child import Program
from shop_search.embedded.machine import cores

# For each batch that a worker encodes; others decode photos meanwhile.
ENCODER_THREADS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    host: str
    port: int
    # Celery processes, each with an encoder of its own in memory.
    workers: int
    demo: bool
    var: Path
    root: Path

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it."""
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared, not bound
        host = everywhere.get(self.host, self.host)
        return f"http://{host if '[' in host or ':' not in host else f'[{host}]'}:{self.port}"


def default_workers() -> int:
    return max(1, min(4, cores() // 2))


def programs(plan: Plan) -> list[Program]:
    """In the order in which they start; they stop in the opposite one, the web server first."""
    return [_beat(plan), _worker(plan), web_server(plan)]


def web_server(plan: Plan) -> Program:
    # One process, so that the encoder is in memory once; threads share it.
    command = (
        *(sys.executable, "-m", "shop_search.serve"),
        *("--host", plan.host, "--port", str(plan.port)),
    )
    return Program(
        name="Web server",
        command=command,
        log=plan.var / "log" / "web.log",
        folder=plan.root,
        environment=compute_threads(max(1, cores() - plan.workers)),
    )


def _worker(plan: Plan) -> Program:
    command = (
        *(sys.executable, "-m", "celery", "-A", "shop_search", "worker"),
        *("--concurrency", str(plan.workers), "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle", "--hostname", f"{plan.port}@%h"),
    )
    return Program(
        name="Celery worker",
        command=command,
        log=plan.var / "log" / "worker.log",
        folder=plan.root,
        environment=compute_threads(ENCODER_THREADS),
    )


def _beat(plan: Plan) -> Program:
    command = (
        *(sys.executable, "-m", "celery", "-A", "shop_search", "beat"),
        *("--pidfile", "", "--loglevel", "INFO"),
    )
    return Program(
        name="Celery beat",
        command=command,
        log=plan.var / "log" / "beat.log",
        folder=plan.root,
        grace=10.0,
    )


def compute_threads(count: int) -> dict[str, str]:
    """Threads times processes must not exceed the cores, or each waits for the others.

    The libraries read these at import, so they are set before the process starts.
    """
    names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    return dict.fromkeys(names, str(count))
