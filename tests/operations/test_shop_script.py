"""The shop script names what is missing, or runs manage.py."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

SCRIPT: Path = settings.BASE_DIR / "shop"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A fresh clone without .venv, and a PATH with only basic tools."""
    for name in ("shop", "requirements.txt", "constraints.txt"):
        shutil.copy(settings.BASE_DIR / name, tmp_path)
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("bash", "env", "cat", "cksum", "dirname", "readlink", "mkdir"):
        (tools / tool).symlink_to(shutil.which(tool) or tool)
    return tmp_path


def shop(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [clone / "shop", *arguments],
        cwd="/",
        env={"PATH": str(clone / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_shop_script_without_python_names_the_version_to_install(clone: Path) -> None:
    done = shop(clone, "up")
    assert done.returncode == 1
    assert done.stderr.startswith("shop: Python 3.11 or newer is needed")


def test_shop_script_runs_manage_py_without_installing_again(clone: Path) -> None:
    """It works from any folder, and passes arguments on unchanged."""
    python = clone / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/usr/bin/env bash\necho "$@"\n')
    python.chmod(0o755)
    files = [clone / "requirements.txt", clone / "constraints.txt"]
    content = b"".join(file.read_bytes() for file in files)
    stamp = subprocess.run(["cksum"], input=content, capture_output=True, check=True).stdout
    (clone / ".venv" / ".installed").write_bytes(stamp)
    done = shop(clone, "shell", "-c", "a b")
    assert (done.returncode, done.stdout) == (0, f"{clone}/manage.py shell -c a b\n")
