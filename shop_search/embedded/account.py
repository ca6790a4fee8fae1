"""Whom the servers run as: ourselves, or as root an account that may do nothing else."""

import os
import pwd
import subprocess
from pathlib import Path

from shop_search.failures import CannotStart

# Named after its first use: Postgres refuses to run as root.
ACCOUNT = "pgserver"


def account() -> str | None:
    """None where we are not root, and run everything ourselves."""
    return ACCOUNT if os.geteuid() == 0 else None


def create_account() -> None:
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        subprocess.run(["useradd", "--system", ACCOUNT], check=True)  # noqa: S603, S607


def own_folder(folder: Path) -> None:
    """Make it private to whoever runs the servers; refuse somebody else's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = pwd.getpwnam(ACCOUNT) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    if os.geteuid() == 0:
        os.chown(folder, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
    if folder.is_symlink() or folder.stat().st_uid != owner.pw_uid:
        raise CannotStart(f"{folder} belongs to another user: remove it, or set SHOP_VAR.")
    folder.chmod(0o700)


def let_pass(path: Path) -> None:
    """Let the account through the folders above, without letting it list them."""
    for folder in path.parents:
        if folder.exists() and not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o001)
