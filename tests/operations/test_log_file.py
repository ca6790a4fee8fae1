"""Logs of supervised programs are bounded and private, and lose no line."""

import os
import sys
from pathlib import Path

import pytest

from shop_search import log_file
from shop_search.child import Child, Program
from shop_search.embedded.folder import secure_logs
from shop_search.log_file import READ_BYTES, LogFile

KEEP = 300_000


def run(folder: Path, code: str) -> None:
    """Run a program to its end, as the supervisor does."""
    program = Program(
        name="Flood",
        command=(sys.executable, "-c", code),
        log=folder / "log" / "flood.log",
        folder=folder,
        stop_timeout=60,
    )
    child = Child(program)
    child.wait_or_kill()
    assert child.exit_status() == 0


def lines(folder: Path) -> list[int]:
    """Return the numbers in both logs, from the older file first."""
    parts = [folder / "log" / name for name in ("flood.old.log", "flood.log")]
    return [int(line) for part in parts if part.exists() for line in part.read_text().splitlines()]


@pytest.mark.slow
def test_log_is_rotated_while_a_program_floods_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_file, "MAX_LOG_BYTES", KEEP)
    run(tmp_path, "for number in range(500_000): print(number)")  # 3.4 MB
    sizes = [log.stat().st_size for log in (tmp_path / "log").iterdir()]
    assert len(sizes) == 2
    assert sum(sizes) <= 2 * (KEEP + READ_BYTES)
    # The logs have the end of the output, in whole lines and without a gap.
    left = lines(tmp_path)
    assert left == list(range(left[0], 500_000))
    assert len(left) > KEEP / 8


def test_log_rotation_loses_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "MAX_LOG_BYTES", 10_000)
    log = LogFile(tmp_path / "log" / "flood.log")
    text = "".join(f"{number}\n" for number in range(3_000)).encode()
    # In chunks that do not end at line ends, as from a pipe.
    for start in range(0, len(text), 3):
        log.write(text[start : start + 3])
    log.close()
    assert lines(tmp_path) == list(range(3_000))
    assert (tmp_path / "log" / "flood.old.log").exists()


def test_log_without_line_ends_is_bounded_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_file, "MAX_LOG_BYTES", KEEP)
    run(tmp_path, "for _ in range(300): print('x' * 10_000, end='')")
    assert sum(log.stat().st_size for log in (tmp_path / "log").iterdir()) < 5 * KEEP


def test_full_disk_neither_blocks_nor_ends_a_logging_program(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "flood.log").symlink_to("/dev/full")
    run(tmp_path, f"for _ in range(300): print('x' * {READ_BYTES // 8})")


def test_log_notes_bytes_lost_to_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = LogFile(tmp_path / "flood.log")

    def full(_file: int, _data: bytes) -> int:
        raise OSError

    with monkeypatch.context() as disk:
        disk.setattr(os, "write", full)
        log.write(b"lost\n")
        log.write(b"lost too\n")
    log.write(b"kept\n")
    log.close()
    text = (tmp_path / "flood.log").read_text()
    assert text == "14 bytes are missing here: the disk was full\nkept\n"


def test_last_output_is_in_the_log_when_a_program_has_ended(tmp_path: Path) -> None:
    run(tmp_path, "import sys; sys.stderr.write('no paper')")
    assert (tmp_path / "log" / "flood.log").read_text() == "no paper"


def test_logs_of_an_earlier_version_become_private(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    folder.mkdir(mode=0o755)
    (folder / "web.log").touch(mode=0o644)
    (folder / "web.old.log").touch(mode=0o644)
    secure_logs(folder)
    run(tmp_path, "print(1)")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {log.stat().st_mode & 0o777 for log in folder.iterdir()} == {0o600}
    assert len(list(folder.iterdir())) == 3
