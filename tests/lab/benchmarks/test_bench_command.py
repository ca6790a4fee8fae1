import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from catalog.embedding.registry import default_encoder
from catalog.models import Product


def read_report(path: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(path.read_text())
    return report


def results_of(report: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [one for one in report["figures"] if one["engine"] == name]


@pytest.mark.django_db(transaction=True)
def test_bench_search_of_a_small_shop_has_full_recall_and_full_pages(tmp_path: Path) -> None:
    call_command("bench", "search", products=400, dimension=8, queries=3, output=tmp_path)
    report = read_report(tmp_path / "search.json")
    size = {"products": 400, "queries": 3, "dimension": 8, "vectors": "clustered"}
    assert report["size"] == size
    assert report["index_bytes"] > 0
    by_engine = {name: results_of(report, name) for name in ("the search", "pgvector, plain query")}
    assert [len(figures) for figures in by_engine.values()] == [36, 36]
    assert min(one["recall"] for one in by_engine["the search"]) > 0.99
    assert max(one["missing"] for one in by_engine["the search"]) == 0
    assert (tmp_path / "search.svg").read_text().startswith("<svg")
    assert not Product.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_bench_search_uses_rendered_vectors(tmp_path: Path) -> None:
    call_command("bench", "search", vectors="rendered", products=60, queries=2, output=tmp_path)
    report = read_report(tmp_path / "search.json")
    assert report["size"]["dimension"] == default_encoder().dimension
    assert min(one["recall"] for one in results_of(report, "the search")) > 0.99


def test_bench_search_rejects_an_unknown_rival() -> None:
    with pytest.raises(CommandError, match="Unknown: oracle"):
        call_command("bench", "search", rivals=["oracle"])


@pytest.mark.django_db(transaction=True)
def test_bench_index_compares_a_worker_with_the_encoder(tmp_path: Path) -> None:
    call_command("bench", "index", products=3, output=tmp_path)
    report = read_report(tmp_path / "index.json")
    assert report["photos"] == 3
    assert report["share"] == pytest.approx(report["worker"] / report["bare"])


@pytest.mark.django_db(transaction=True)
def test_bench_import_imports_a_file_and_the_same_again(tmp_path: Path) -> None:
    call_command("bench", "import", rows=210, output=tmp_path)
    new, same, changed = read_report(tmp_path / "import.json")["imports"]
    assert (new["created"], same["unchanged"], changed["changed"]) == (210, 210, 3)
    assert changed["embedded_anew"] == 0
    assert new["postgres_cpu"] is not None
    assert min(new["worker_cpu"], new["longest_slice"], new["rows_per_second"]) > 0
