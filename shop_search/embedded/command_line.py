"""Starts the servers that a management command needs, before Django reads the settings."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from shop_search.embedded.client import ROOT, Membership
from shop_search.embedded.folder import prepare_folder, read_or_create_secret
from shop_search.failures import CannotStart

# Commands that use only files, and `test`, which starts its own servers.
WITHOUT_SERVERS = {
    *("help", "version", "test", "check", "diffsettings", "collectstatic", "findstatic"),
    *("startapp", "startproject", "makemessages", "compilemessages", "spectacular"),
    "export_encoder",
}
VARIABLES = {"DATABASE_URL": "postgres", "REDIS_URL": "redis"}
SCHEMES = {
    "DATABASE_URL": ("postgresql://", "postgres://"),
    "REDIS_URL": ("redis://", "rediss://", "unix://"),
}


def needs_servers(arguments: list[str]) -> bool:
    if not arguments or {"--help", "-h", "--version"} & set(arguments):
        return False
    return arguments[0] not in WITHOUT_SERVERS


@contextmanager
def embedded_servers(var: Path) -> Iterator[list[Membership]]:
    """Start or join each server whose URL variable is unset, and set that variable.

    SHOP_VAR and SHOP_SECRET_KEY are set too, for this process and its children.
    """
    require_known_schemes()
    missing = [name for name in VARIABLES if not os.environ.get(name)]
    if missing:
        prepare_folder(var)
    os.environ["SHOP_VAR"] = str(var)
    if "DATABASE_URL" in missing and not os.environ.get("SHOP_SECRET_KEY"):
        os.environ["SHOP_SECRET_KEY"] = read_or_create_secret(var / "secret-key")
    memberships: list[Membership] = []
    try:
        with ThreadPoolExecutor(len(VARIABLES)) as pool:  # starting one takes a second
            memberships.extend(pool.map(lambda name: Membership(VARIABLES[name], var), missing))
        os.environ |= {name: joined.url for name, joined in zip(missing, memberships, strict=True)}
        yield memberships
    finally:
        for membership in memberships:
            membership.leave()
        for membership in memberships:
            membership.wait_until_stopped()


def require_known_schemes() -> None:
    """Raises CannotStart for a URL with which the settings would fail with a traceback."""
    for name, schemes in SCHEMES.items():
        url = os.environ.get(name)
        if url and not url.startswith(schemes):
            raise CannotStart(f"{name} must start with {' or '.join(schemes)}.")


def data_folder() -> Path:
    """Return SHOP_VAR. It cannot come from settings.py, which needs the servers' URLs."""
    return Path(os.environ.get("SHOP_VAR") or ROOT / "var").resolve()
