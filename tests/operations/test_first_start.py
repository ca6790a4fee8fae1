"""The first start leaves a shop that can be searched at once."""

from pathlib import Path

import pytest
from django.core.management import call_command

from catalog.vocabulary.current import current_vocabulary
from shop_search import first_start

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_search_knows_the_words_of_the_demo_catalog(
    tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    monkeypatch.setattr(first_start, "load_demo", lambda _: call_command("load_demo", count=12))
    assert first_start.prepare_database(tmp_path, demo=True)
    vocabulary = current_vocabulary()
    assert any(row.facet == "category" for row in vocabulary.rows)
