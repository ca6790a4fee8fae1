import pytest

from catalog.search import vectors
from catalog.search.memory import VectorMemory


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """No vector is remembered from another test."""
    monkeypatch.setattr(vectors, "_memory", VectorMemory())
