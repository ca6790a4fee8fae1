"""Workers refresh the vocabulary when it is due."""

import pytest
from django.core.cache import cache

from catalog import tasks
from catalog.models import VocabularyState, VocabularyTerm
from tests.shop import Make

pytestmark = pytest.mark.django_db
TASKS = ("fetch_photos", "index_products", "refresh_vocabulary", "run_import", "settle_versions")


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the names of tasks instead of sending them to a broker."""
    cache.clear()
    names: list[str] = []
    for name in TASKS:
        task = getattr(tasks, name)
        monkeypatch.setattr(task, "delay", lambda *_, name=name: names.append(name))
    return names


def test_the_sweep_has_a_vocabulary_built_that_is_due(make: Make, sent: list[str]) -> None:
    make("Thing", brand="Quolzar")
    tasks.sweep()
    assert sent.count("refresh_vocabulary") == 1
    tasks.refresh_vocabulary()
    assert VocabularyTerm.objects.filter(facet="brand", value="Quolzar").exists()


def test_the_sweep_leaves_a_fresh_vocabulary_alone(sent: list[str]) -> None:
    tasks.refresh_vocabulary()
    tasks.sweep()
    assert "refresh_vocabulary" not in sent
    assert VocabularyState.objects.count() == 1
