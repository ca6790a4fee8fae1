"""Enqueueing to a lost broker gives up soon: the sweep enqueues pending work later."""

import socket
import time
from collections.abc import Iterator

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from catalog import tasks

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(params=["refuses", "accepts and never answers"])
def lost_broker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"redis://127.0.0.1:{listening.getsockname()[1]}/0"
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", url)
        if request.param == "refuses":
            listening.close()
        yield


@pytest.mark.usefixtures("lost_broker")
def test_enqueueing_to_a_lost_broker_gives_up_within_seconds(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        tasks.wake_import(1)
        tasks.wake_photo_fetching()
    for enqueue in callbacks:
        began = time.monotonic()
        enqueue()
        assert time.monotonic() - began < 4
    assert caplog.text.count("waits for the sweep") == 2
