"""End to end: a Celery worker builds the vocabulary that this process then searches."""

import time

import pytest

from catalog import tasks
from catalog.models import VocabularyState
from catalog.vocabulary.current import current_vocabulary
from tests.shop import Make, category

TIMEOUT = 60.0


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("celery_worker_process")
def test_a_worker_builds_the_vocabulary_of_a_new_catalog(make: Make) -> None:
    make("Reading chair", category=category("Furniture/Armchairs"), brand="Quolzar")
    tasks.sweep.delay()
    deadline = time.monotonic() + TIMEOUT
    while not VocabularyState.objects.filter(version__gt=0).exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    vocabulary = current_vocabulary()
    assert [term.label for term in vocabulary.lookup(["arm", "chair"])] == ["Armchairs"]
    assert vocabulary.lookup(["quolzar"])
