"""The HNSW index of an encoder version: building, repairing, using and dropping it."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, connections
from psycopg.errors import DiskFull

from catalog.indexing import hnsw
from catalog.indexing.batch import index_due
from catalog.indexing.build_resources import build_resources
from catalog.indexing.hnsw import drop_index, ensure_index
from catalog.indexing.index_state import index_state
from catalog.models import EncoderVersion
from catalog.models.advisory_locks import INDEX_BUILD
from tests.indexing.products import CountingEncoder, make_product

pytestmark = pytest.mark.django_db(transaction=True)

STATE = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)"


@pytest.fixture
def version(encoder: CountingEncoder) -> EncoderVersion:
    make_product("Blue mug", "blue")
    index_due()
    return EncoderVersion.objects.get()


def fetch_all(statement: str, *values: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall())


def make_invalid(version: EncoderVersion) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass(%s)",
            [version.index_name],
        )


def test_ensure_index_creates_the_index_once(version: EncoderVersion) -> None:
    assert fetch_all(STATE, version.index_name) == []
    assert ensure_index(version)
    assert ensure_index(version)
    assert fetch_all(STATE, version.index_name) == [(True,)]


def test_ensure_index_rebuilds_an_invalid_index(version: EncoderVersion) -> None:
    ensure_index(version)
    make_invalid(version)
    assert ensure_index(version)
    assert fetch_all(STATE, version.index_name) == [(True,)]


def test_ensure_index_leaves_the_build_of_another_worker_alone(version: EncoderVersion) -> None:
    with connection.copy().cursor() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [INDEX_BUILD])
        assert not ensure_index(version)
        other.execute("SELECT pg_advisory_unlock(%s)", [INDEX_BUILD])
        other.db.close()
    assert ensure_index(version)


def test_ordered_query_for_the_version_uses_the_index(version: EncoderVersion) -> None:
    ensure_index(version)
    with connection.cursor() as cursor:
        # Leaves the index as the only way to order the rows.
        cursor.execute("SET enable_seqscan = off; SET enable_sort = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM catalog_embedding "  # noqa: S608  # only a primary key
            f"WHERE encoder_version_id = {version.pk} "
            "ORDER BY joint::halfvec(6) <#> '[1,0,0,1,0,0]'::halfvec(6) LIMIT 5"
        )
        plan = cursor.fetchall()
        cursor.execute("RESET enable_seqscan; RESET enable_sort")
    assert version.index_name in str(plan)


def test_vectors_too_long_for_hnsw_get_no_index(version: EncoderVersion) -> None:
    version.dimension = 2_001
    assert not ensure_index(version)


def test_drop_index_removes_the_index(version: EncoderVersion) -> None:
    ensure_index(version)
    drop_index(version)
    assert fetch_all(STATE, version.index_name) == []


def test_index_state_names_missing_valid_and_invalid_indexes(version: EncoderVersion) -> None:
    assert index_state(version) == "no index, searches are exact"
    ensure_index(version)
    assert index_state(version) == "index valid"
    make_invalid(version)
    assert index_state(version) == "index invalid, searches are exact"


def test_index_state_names_a_build_in_progress(version: EncoderVersion) -> None:
    with ThreadPoolExecutor(1) as builder, connection.copy().cursor() as reader:
        # A concurrent build waits for earlier writers of the table.
        reader.execute("BEGIN; LOCK TABLE catalog_embedding IN ROW EXCLUSIVE MODE")
        build = builder.submit(ensure_index, version)
        deadline = time.monotonic() + 10
        while not (state := index_state(version)).startswith("index being built, "):
            assert time.monotonic() < deadline, state
        reader.execute("ROLLBACK")
        reader.db.close()
        assert build.result()
        builder.submit(connections.close_all).result()


def test_build_without_shared_memory_falls_back_to_one_process(
    version: EncoderVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    create, workers = hnsw.create_index, list[object]()

    def create_in_a_container(version: EncoderVersion) -> None:
        ((setting,),) = fetch_all("SHOW max_parallel_maintenance_workers")
        workers.append(setting)
        if setting != "0":
            raise OperationalError from DiskFull("could not resize shared memory segment")
        create(version)

    monkeypatch.setattr(hnsw, "create_index", create_in_a_container)
    assert ensure_index(version)
    assert workers[1:] == ["0"]


def test_build_raises_maintenance_work_mem_for_a_large_graph(version: EncoderVersion) -> None:
    version.dimension = 2_000_000  # the graph of one vector takes 8 MB
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1MB'")
    with build_resources(version):
        size = "pg_size_bytes(current_setting('maintenance_work_mem'))"
        assert fetch_all(f"SELECT {size} / 1000000") == [(8,)]
