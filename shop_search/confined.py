"""As root, the web server and the workers run as an account that owns no more than they write."""

import dataclasses
import pwd
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from shop_search.account import account, create_account, let_pass, take_over
from shop_search.child import Program
from shop_search.processes import Plan
from shop_search.progress import console

# What they do: read the code, write into their folders, listen at the port.
REHEARSAL = """
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
    sys.exit(f"listen at port {port}: {error.strerror}")
"""


def confined(programs: list[Program], plan: Plan) -> list[Program]:
    """The same programs, run by the account. Where it cannot, as they are; and why is said."""
    if account() is None:
        return programs
    create_account()
    user = str(account())
    folders = written_folders(plan)
    give(folders, user)
    for path in (*folders, *read_paths(plan)):
        let_pass(path)
    if trouble := rehearse(user, plan, folders):
        console.print(
            f"The web server and the workers run as root, as {user} cannot: {trouble}",
            markup=False,
            soft_wrap=True,
        )
        return programs
    environment = {"HOME": str(plan.var / "home")}
    return [
        dataclasses.replace(program, user=user, environment={**program.environment, **environment})
        for program in programs
    ]


def written_folders(plan: Plan) -> list[Path]:
    """The small ones first; photos are given whole once only, when they are root's."""
    return [*(plan.var / name for name in ("home", "encoders")), Path(settings.MEDIA_ROOT)]


def give(folders: Iterable[Path], user: str) -> None:
    owner, media = pwd.getpwnam(user), Path(settings.MEDIA_ROOT)
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        if folder != media or folder.stat().st_uid == 0:
            take_over(folder, owner)


def read_paths(plan: Plan) -> list[Path]:
    """Of each, the folders above must be passable; they themselves usually are readable."""
    named = [settings.STATIC_ROOT, settings.SHOP_ENCODER.removeprefix("local-dir:")]
    python = Path(sys.executable)
    return [
        *(plan.root / "manage.py", python, python.resolve()),
        *(Path(name) for name in named if name and Path(name).is_absolute()),
        *(Path(prefix, "lib") for prefix in (sys.prefix, sys.base_prefix)),
    ]


def rehearse(user: str, plan: Plan, folders: Iterable[Path]) -> str:
    """What the account cannot do; empty when nothing is."""
    try:
        done = subprocess.run(  # noqa: S603 - our own fixed command
            [sys.executable, "-c", REHEARSAL, plan.host, str(plan.port), *map(str, folders)],
            cwd=plan.root,
            user=user,
            group=pwd.getpwnam(user).pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:  # not even the folder can be entered, or Python be started
        return str(error)
    lines = done.stderr.splitlines() or ["it was stopped"]
    return lines[-1] if done.returncode else ""
