"""What `./shop up` does for scripts and styles, so that nobody has to run collectstatic."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.management.commands.collectstatic import Command
from django.core.management import call_command

from shop_search.failures import CannotStart
from shop_search.progress import console, step
from shop_search.static_files.apps import StaticFiles
from shop_search.static_files.storage import HashedFiles

# Readable by the account of the web server, whatever root's umask is.
PUBLIC = 0o022


def prepare_static_files(var: Path) -> Path | None:
    """Have the web server serve hashed and compressed files, which are collected if they changed.

    Without room for them, it serves their sources, as it does with SHOP_DEBUG. Returns the folder.
    """
    if settings.STATIC_ROOT or settings.DEBUG:
        return None
    try:
        with step("Preparing scripts and styles"):
            folder = collected_in(var / "static")
    except (OSError, ValueError) as error:
        console.print(f"Scripts and styles are sent uncompressed: {error}", markup=False)
        return None
    os.environ["SHOP_STATIC_ROOT"] = str(folder)
    return folder


def collected_in(root: Path) -> Path:
    """Return the subfolder of the present sources. It exists only once it is complete.

    Raises OSError, and ValueError if a style or script refers to a file that does not exist.
    """
    folder = root / fingerprint()
    if not folder.exists():
        collecting = root / "collecting"
        shutil.rmtree(root, ignore_errors=True)  # of older sources, or interrupted
        with _umask(PUBLIC):
            _collect(collecting)
        collecting.rename(folder)
    return folder


def fingerprint() -> str:
    """Return a name that changes with any of the sources."""
    digest = hashlib.sha256()
    for name, path in sorted(_sources()):
        stat = path.stat()
        digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def require_collected() -> None:
    """Raises CannotStart if SHOP_STATIC_ROOT is set, but lacks a file that pages may refer to."""
    if not settings.STATIC_ROOT:
        return
    collected = HashedFiles().hashed_files
    missing = next((name for name, _ in _sources() if name not in collected), None)
    if missing:
        raise CannotStart(
            f"SHOP_STATIC_ROOT={settings.STATIC_ROOT} has no {missing}: run ./shop collectstatic "
            "after each upgrade."
        )


def _sources() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list(StaticFiles.ignore_patterns):
            yield name, Path(storage.path(name))


def _collect(folder: Path) -> None:
    command = Command()
    command.storage = HashedFiles(location=str(folder), base_url=settings.STATIC_URL)
    call_command(command, interactive=False, verbosity=0)


@contextmanager
def _umask(mask: int) -> Iterator[None]:
    former = os.umask(mask)
    try:
        yield
    finally:
        os.umask(former)
