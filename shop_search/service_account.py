"""The unprivileged account that runs the servers when `./shop` is started by root."""

import fcntl
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from shop_search.failures import CannotStart

SERVICE_ACCOUNT = "shop-search"
# Used where useradd is missing or /etc is read-only, as in many containers.
FALLBACK_ACCOUNT = "nobody"


def service_account() -> str | None:
    """Return the account's name. None if not root: everything then runs as the current user."""
    if os.geteuid():
        return None
    return SERVICE_ACCOUNT if _exists(SERVICE_ACCOUNT) else FALLBACK_ACCOUNT


def create_service_account() -> None:
    """Create the account if it is missing. Needs root.

    Raises CannotStart if there is neither this account nor another one without rights.
    """
    with Path("/etc/passwd").open("rb") as accounts:
        # Postgres and Redis start at the same time, and two concurrent useradd can lose an entry.
        fcntl.flock(accounts, fcntl.LOCK_EX)
        if not _exists(SERVICE_ACCOUNT):
            _useradd()
    if not _exists(str(service_account())):
        raise CannotStart(
            f"Postgres does not run as root: create an account named {SERVICE_ACCOUNT} for it."
        )


def _useradd() -> None:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd:
        options = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        command = [useradd, *options, SERVICE_ACCOUNT]
        subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - our own command


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def make_private_folder(folder: Path) -> None:
    """Create a folder of mode 0700 for the account. Raises CannotStart if another user owns it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = service_account()
    owner = pwd.getpwnam(name) if name else pwd.getpwuid(os.geteuid())
    if name and folder.lstat().st_uid != owner.pw_uid:
        chown_tree(folder, owner)
    if folder.is_symlink() or folder.stat().st_uid != owner.pw_uid:
        raise CannotStart(f"{folder} belongs to another user: remove it, or set SHOP_VAR.")
    folder.chmod(0o700)


def chown_tree(folder: Path, owner: pwd.struct_passwd) -> None:
    """Change the owner of a folder and all in it, as chown -R does.

    The folder itself comes last, so that an interrupted run is noticed and repeated. The folder may
    contain links that somebody planted to gain access to other files: symbolic links are not
    followed, and files with several hard links are left alone.
    """
    for _, folders, files, at in os.fwalk(folder):
        for name in (*folders, *files):
            status = os.stat(name, dir_fd=at, follow_symlinks=False)
            if stat.S_ISDIR(status.st_mode) or status.st_nlink == 1:
                os.chown(name, owner.pw_uid, owner.pw_gid, dir_fd=at, follow_symlinks=False)
    os.chown(folder, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def allow_traversal(path: Path) -> None:
    """Make all parent folders executable for others: passable, but not listable."""
    for folder in path.parents:
        if folder.exists() and not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o001)
