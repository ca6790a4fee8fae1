"""A program may write as much as it likes: its log stays small, private, and loses no line."""

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
    """A program to its end, as the supervisor runs one."""
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
    """What is left, the older file first."""
    parts = [folder / "log" / name for name in ("flood.old.log", "flood.log")]
    return [int(line) for part in parts if part.exists() for line in part.read_text().splitlines()]


def test_a_flood_is_bounded_while_the_program_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_file, "MAX_LOG_BYTES", KEEP)
    run(tmp_path, "for number in range(500_000): print(number)")  # 3.4 MB
    sizes = [log.stat().st_size for log in (tmp_path / "log").iterdir()]
    assert len(sizes) == 2
    assert sum(sizes) <= 2 * (KEEP + READ_BYTES)
    # What is left is the end of it, without a gap, in whole lines.
    left = lines(tmp_path)
    assert left == list(range(left[0], 500_000))
    assert len(left) > KEEP / 8


def test_no_line_is_lost_at_a_change_of_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_file, "MAX_LOG_BYTES", 10_000)
    log = LogFile(tmp_path / "log" / "flood.log")
    text = "".join(f"{number}\n" for number in range(3_000)).encode()
    # In pieces as a pipe cuts them, not at the ends of lines, and some without an end of one.
    for start in range(0, len(text), 3):
        log.write(text[start : start + 3])
    log.close()
    assert lines(tmp_path) == list(range(3_000))
    assert (tmp_path / "log" / "flood.old.log").exists()


def test_what_has_no_lines_is_bounded_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "MAX_LOG_BYTES", KEEP)
    run(tmp_path, "for _ in range(300): print('x' * 10_000, end='')")
    assert sum(log.stat().st_size for log in (tmp_path / "log").iterdir()) < 5 * KEEP


def test_a_full_disk_neither_stops_nor_kills_the_program(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "flood.log").symlink_to("/dev/full")
    run(tmp_path, f"for _ in range(300): print('x' * {READ_BYTES // 8})")


def test_what_a_full_disk_swallowed_is_told(
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
    told = (tmp_path / "flood.log").read_text()
    assert told == "14 bytes are missing here: the disk was full\nkept\n"


def test_last_words_are_in_the_log_when_the_end_is_noticed(tmp_path: Path) -> None:
    run(tmp_path, "import sys; sys.stderr.write('no paper')")
    assert (tmp_path / "log" / "flood.log").read_text() == "no paper"


def test_logs_are_their_owners_only_also_those_of_an_earlier_version(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    folder.mkdir(mode=0o755)
    (folder / "web.log").touch(mode=0o644)
    (folder / "web.old.log").touch(mode=0o644)
    secure_logs(folder)
    run(tmp_path, "print(1)")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {log.stat().st_mode & 0o777 for log in folder.iterdir()} == {0o600}
    assert len(list(folder.iterdir())) == 3
