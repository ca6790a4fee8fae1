"""Exports of former weights stay while somebody needs them, then make room."""

import os
import time
from pathlib import Path

import pytest

from catalog.embedding.onnx.export_cache import MANIFEST, Manifest, exports_folder
from catalog.embedding.onnx.export_retention import MAX_AGE, tidy_exports

DAY = 24 * 3600


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = exports_folder("bundled", tmp_path)
    folder.mkdir(parents=True)
    return folder


def export(
    exports: Path, name: str, *, days: int, fingerprint: str = "", refusal: str = ""
) -> Path:
    """An export that was made, and last needed, so many days ago."""
    folder = exports / name
    folder.mkdir()
    (folder / "images.onnx").write_bytes(b"graph")
    Manifest(fingerprint=fingerprint or name, files={"images.onnx": 5}, refusal=refusal).write(
        folder
    )
    for path in (folder / MANIFEST, folder):
        os.utime(path, (then := time.time() - days * DAY, then))
    return folder


def test_export_that_the_database_needs_stays_however_old_it_is(
    exports: Path, tmp_path: Path
) -> None:
    serving = export(exports, "serving", days=400)
    refused = export(exports, "refused", days=400, refusal="its text tower is odd")
    new = export(exports, "new", days=0)
    tidy_exports(tmp_path, needed={"serving", "refused"})
    assert all(folder.exists() for folder in (serving, refused, new))
    assert time.time() - serving.stat().st_mtime < 60


def test_export_that_nobody_needs_is_removed_after_a_day(exports: Path, tmp_path: Path) -> None:
    long_ago, lately = export(exports, "former", days=9), export(exports, "lately", days=0)
    newest = export(exports, "newest", days=0)
    tidy_exports(tmp_path, needed={"newest"})
    assert [folder.exists() for folder in (long_ago, lately, newest)] == [False, True, True]


def test_the_newest_export_of_an_encoder_stays_without_a_database(
    exports: Path, tmp_path: Path
) -> None:
    only = export(exports, "only", days=9)
    tidy_exports(tmp_path, needed=())
    assert only.exists()


def test_of_two_exports_of_the_same_weights_the_older_one_ages(
    exports: Path, tmp_path: Path
) -> None:
    """A new version of a package made the newer one."""
    before = export(exports, "before", days=9, fingerprint="same")
    after = export(exports, "after", days=3, fingerprint="same")
    newest = export(exports, "newest", days=0)
    tidy_exports(tmp_path, needed={"same"})
    assert [folder.exists() for folder in (before, after, newest)] == [False, True, True]


def test_export_that_another_shop_needs_stays(exports: Path, tmp_path: Path) -> None:
    """Both shops share the folder, and each knows only its own database."""
    theirs, ours = export(exports, "theirs", days=9), export(exports, "ours", days=9)
    tidy_exports(tmp_path, needed={"theirs"})
    tidy_exports(tmp_path, needed={"ours"})
    assert theirs.exists()
    assert ours.exists()


def test_unfinished_exports_are_removed_after_a_day(exports: Path, tmp_path: Path) -> None:
    for name, days in ((".left.1", 9), (".in-progress.2", 0)):
        (exports / name).mkdir()
        os.utime(exports / name, (then := time.time() - days * DAY, then))
    tidy_exports(tmp_path, needed=())
    assert [entry.name for entry in exports.iterdir()] == [".in-progress.2"]


def test_tidying_a_folder_without_exports_does_nothing(tmp_path: Path) -> None:
    tidy_exports(tmp_path / "missing", needed=())
    assert MAX_AGE == DAY
