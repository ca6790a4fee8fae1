"""Searches that are counted, and written at once instead of by a thread."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from catalog.insights import recording
from catalog.insights.recording import Recorder
from catalog.models import SearchCount

Counts = Callable[..., list[tuple[Any, ...]]]


class NoThread(Recorder):
    def _ensure_thread(self) -> None:
        """Do nothing: the test writes, in its own transaction."""


@pytest.fixture
def recorder(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> NoThread:
    settings.SHOP_SEARCH_COUNTS = True
    recorder = NoThread()
    monkeypatch.setattr(recording, "recorder", recorder)
    return recorder


@pytest.fixture
def counts(recorder: NoThread) -> Counts:
    """counts(*fields): these fields of all rows, after what has gathered was written."""

    def counts(*fields: str) -> list[tuple[Any, ...]]:
        assert recorder.write()
        names = fields or ("kind", "words", "searches", "unmatched", "clicks")
        return sorted(SearchCount.objects.values_list(*names), key=str)

    return counts
