"""Whom our programs run as: ourselves, or as root an account that may do nothing else."""

import fcntl
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from shop_search.failures import CannotStart

ACCOUNT = "shop-search"
# Where none can be made, as in a container without the tools, or with a read-only /etc.
FALLBACK = "nobody"


def account() -> str | None:
    """None where we are not root, and run everything ourselves."""
    if os.geteuid():
        return None
    return ACCOUNT if _exists(ACCOUNT) else FALLBACK


def create_account() -> None:
    """As root. Raises CannotStart."""
    with Path("/etc/passwd").open("rb") as accounts:
        # Two useradd at once were seen to lose the one's entry; both servers start at once.
        fcntl.flock(accounts, fcntl.LOCK_EX)
        if not _exists(ACCOUNT):
            _make()
    if not _exists(str(account())):
        raise CannotStart(
            f"As root, this needs an account {ACCOUNT} to run the database as: create one."
        )


def _make() -> None:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd:
        options = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        command = [useradd, *options, ACCOUNT]
        subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - our own command


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def own_folder(folder: Path) -> None:
    """Make it private to whoever runs the programs; refuse somebody else's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = account()
    owner = pwd.getpwnam(name) if name else pwd.getpwuid(os.geteuid())
    if name and folder.lstat().st_uid != owner.pw_uid:
        take_over(folder, owner)
    if folder.is_symlink() or folder.stat().st_uid != owner.pw_uid:
        raise CannotStart(f"{folder} belongs to another user: remove it, or set SHOP_VAR.")
    folder.chmod(0o700)


def take_over(folder: Path, owner: pwd.struct_passwd) -> None:
    """Give it to the owner, with all within; the folder itself last, so that an interrupted
    take-over is seen.

    Whoever could write in there may have put links there, to files that he would like to have: so
    nothing is followed, and what has a second name is left alone.
    """
    for _, folders, files, at in os.fwalk(folder):
        for name in (*folders, *files):
            found = os.stat(name, dir_fd=at, follow_symlinks=False)
            if stat.S_ISDIR(found.st_mode) or found.st_nlink == 1:
                os.chown(name, owner.pw_uid, owner.pw_gid, dir_fd=at, follow_symlinks=False)
    os.chown(folder, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def let_pass(path: Path) -> None:
    """Let the account through the folders above, without letting it list them."""
    for folder in path.parents:
        if folder.exists() and not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o001)
