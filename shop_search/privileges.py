"""Drops root: the web server and the workers run as an account that owns only what they write."""

import dataclasses
import os
import pwd
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from shop_search.child import Program
from shop_search.processes import Deployment
from shop_search.progress import console
from shop_search.service_account import (
    allow_traversal,
    chown_tree,
    create_service_account,
    service_account,
)

# The account runs this: it reads the code, writes to its folders and listens on the port.
PERMISSION_CHECK = """
import os, socket, sys, tempfile
os.listdir(os.getcwd())
import django, numpy, shop_search.settings
host, port, *folders = sys.argv[1:]
for folder in folders:
    tempfile.TemporaryFile(dir=folder).close()
family, kind, *_, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
probe = socket.socket(family, kind)
probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    probe.bind(address)
except OSError as error:
    sys.exit(f"listen on port {port}: {error.strerror}")
"""


def unprivileged(programs: list[Program], deployment: Deployment) -> list[Program]:
    """Return the programs with the account as their user.

    They are unchanged if root did not start the shop, or, with a warning, if the account lacks
    permissions.
    """
    if service_account() is None:
        return programs
    create_service_account()
    user = str(service_account())
    folders = writable_folders(deployment)
    chown_writable(folders, user)
    for path in (*folders, *readable_paths(deployment)):
        allow_traversal(path)
    if error := permission_error(user, deployment, folders):
        console.print(
            f"The web server and the workers run as root, because {user} cannot: {error}",
            markup=False,
            soft_wrap=True,
        )
        return programs
    environment = {"HOME": str(deployment.var / "home")}
    return [
        dataclasses.replace(program, user=user, environment={**program.environment, **environment})
        for program in programs
    ]


def writable_folders(deployment: Deployment) -> list[Path]:
    """Return the folders that the account writes to: the small ones first, then the photos."""
    return [*(deployment.var / name for name in ("home", "encoders")), Path(settings.MEDIA_ROOT)]


def chown_writable(folders: Iterable[Path], user: str) -> None:
    """Create the folders, and give them to the account with all files in them.

    Photos may be many: their files are walked only if the folder still belongs to root.
    """
    owner, media = pwd.getpwnam(user), Path(settings.MEDIA_ROOT)
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        if folder != media or folder.stat().st_uid == 0:
            chown_tree(folder, owner)


def readable_paths(deployment: Deployment) -> list[Path]:
    """Return what the account must read. Usually anybody can, unless parent folders are closed."""
    # The folder of scripts and styles may be one that this process has prepared.
    static = os.environ.get("SHOP_STATIC_ROOT")
    configured = [static, settings.SHOP_ENCODER.removeprefix("local-dir:")]
    python = Path(sys.executable)
    return [
        *(deployment.root / "manage.py", python, python.resolve()),
        *(Path(name) for name in configured if name and Path(name).is_absolute()),
        *(Path(prefix, "lib") for prefix in (sys.prefix, sys.base_prefix)),
    ]


def permission_error(user: str, deployment: Deployment, folders: Iterable[Path]) -> str:
    """Return why the account cannot run the shop, or an empty text if it can."""
    try:
        done = subprocess.run(  # noqa: S603 - our own fixed command
            [
                sys.executable,
                "-c",
                PERMISSION_CHECK,
                deployment.host,
                str(deployment.port),
                *map(str, folders),
            ],
            cwd=deployment.root,
            user=user,
            group=pwd.getpwnam(user).pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:  # the account cannot enter the folder, or start Python
        return str(error)
    lines = done.stderr.splitlines() or ["it was killed"]
    return lines[-1] if done.returncode else ""
