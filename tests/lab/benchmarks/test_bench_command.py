import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from catalog.embedding.registry import default_encoder
from catalog.models import Product


def outcome(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def of_engine(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [one for one in found["figures"] if one["engine"] == name]


@pytest.mark.django_db(transaction=True)
def test_a_small_shop_is_searched_exactly_and_no_page_is_short(tmp_path: Path) -> None:
    call_command("bench", "search", products=400, dimension=8, queries=3, output=tmp_path)
    found = outcome(tmp_path / "search.json")
    size = {"products": 400, "queries": 3, "dimension": 8, "vectors": "clustered"}
    assert found["size"] == size
    assert found["index_bytes"] > 0
    by_engine = {name: of_engine(found, name) for name in ("the search", "pgvector, plain query")}
    assert [len(figures) for figures in by_engine.values()] == [36, 36]
    assert min(one["recall"] for one in by_engine["the search"]) > 0.99
    assert max(one["missing"] for one in by_engine["the search"]) == 0
    assert (tmp_path / "search.svg").read_text().startswith("<svg")
    assert not Product.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_rendered_world_is_searched_by_shoppers_photos_and_words(tmp_path: Path) -> None:
    call_command("bench", "search", vectors="rendered", products=60, queries=2, output=tmp_path)
    found = outcome(tmp_path / "search.json")
    assert found["size"]["dimension"] == default_encoder().dimension
    assert min(one["recall"] for one in of_engine(found, "the search")) > 0.99


def test_an_unknown_rival_is_told_with_those_that_are_known() -> None:
    with pytest.raises(CommandError, match="Unknown: oracle"):
        call_command("bench", "search", rivals=["oracle"])


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_compared_with_the_bare_encoder(tmp_path: Path) -> None:
    call_command("bench", "index", products=3, output=tmp_path)
    found = outcome(tmp_path / "index.json")
    assert found["photos"] == 3
    assert found["share"] == pytest.approx(found["worker"] / found["bare"])
