"""Celery beat writes no schedule file, so it runs even on a full disk."""

import dataclasses
import time
from pathlib import Path

import pytest
from django.conf import settings

from shop_search.child import Child
from shop_search.processes import Deployment, programs
from tests.attacks.full_disk import fill, small_disk


@pytest.mark.services
def test_beat_runs_on_a_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    deployment = Deployment(
        host="127.0.0.1", port=0, workers=1, demo=False, var=disk, root=Path(settings.BASE_DIR)
    )
    (beat,) = (program for program in programs(deployment) if program.name == "Celery beat")
    with small_disk(disk) as mounted:
        if mounted:
            fill(disk)
        child = Child(dataclasses.replace(beat, log=tmp_path / "beat.log"))
        try:
            _wait_until_running(child)
        finally:
            child.request_stop()
            child.wait_or_kill()
        assert {path.name for path in disk.iterdir()} <= {"others"}


def _wait_until_running(child: Child) -> None:
    deadline = time.monotonic() + 90
    while "Starting..." not in child.program.last_lines():
        assert child.exit_status() is None, child.program.last_lines()
        assert time.monotonic() < deadline, child.program.last_lines()
        time.sleep(0.2)
    # Time for anything that fails right after the start.
    time.sleep(1)
    assert child.exit_status() is None, child.program.last_lines()
