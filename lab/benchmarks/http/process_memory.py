"""Memory of running processes, from /proc."""

from pathlib import Path

PROC = Path("/proc")


def resident_bytes(session: int) -> int | None:
    """Return the memory of all processes of a session, or None without /proc.

    Pages that processes share are counted for each of them.
    """
    if not PROC.is_dir():
        return None
    folders = [folder for folder in PROC.iterdir() if folder.name.isdigit()]
    return sum(_resident(folder) for folder in folders if _session(folder) == session)


def _session(folder: Path) -> int:
    # The process name comes first, in brackets, and may itself contain brackets and spaces.
    _, _, rest = _text(folder / "stat").rpartition(")")
    return int(rest.split()[3]) if rest else 0


def _resident(folder: Path) -> int:
    lines = _text(folder / "status").splitlines()
    kilobytes = [line.split()[1] for line in lines if line.startswith("VmRSS:")]
    return 1024 * int(kilobytes[0]) if kilobytes else 0


def _text(path: Path) -> str:
    """Return the file's text, or "" if the process has ended."""
    try:
        return path.read_text()
    except OSError:
        return ""
