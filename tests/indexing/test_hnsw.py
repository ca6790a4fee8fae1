"""The approximate index of a version: there, valid, used, and repaired."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, connections
from psycopg.errors import DiskFull

from catalog.indexing import hnsw
from catalog.indexing.batch import index_due
from catalog.indexing.build_resources import build_resources
from catalog.indexing.hnsw import ADVISORY_LOCK, drop_index, ensure_index
from catalog.indexing.index_state import index_state
from catalog.models import EncoderVersion
from tests.indexing.shop import CountingEncoder, make_product

pytestmark = pytest.mark.django_db(transaction=True)

STATE = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)"


@pytest.fixture
def version(encoder: CountingEncoder) -> EncoderVersion:
    make_product("Blue mug", "blue")
    index_due()
    return EncoderVersion.objects.get()


def ask(statement: str, *values: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall())


def make_invalid(version: EncoderVersion) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass(%s)",
            [version.index_name],
        )


def test_it_is_created_once(version: EncoderVersion) -> None:
    assert ask(STATE, version.index_name) == []
    assert ensure_index(version)
    assert ensure_index(version)
    assert ask(STATE, version.index_name) == [(True,)]


def test_an_invalid_leftover_is_built_again(version: EncoderVersion) -> None:
    ensure_index(version)
    make_invalid(version)
    assert ensure_index(version)
    assert ask(STATE, version.index_name) == [(True,)]


def test_an_index_that_another_worker_builds_is_left_alone(version: EncoderVersion) -> None:
    with connection.copy().cursor() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        assert not ensure_index(version)
        other.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
        other.db.close()
    assert ensure_index(version)


def test_an_ordered_search_of_the_version_uses_it(version: EncoderVersion) -> None:
    ensure_index(version)
    with connection.cursor() as cursor:
        # Of the ways to order five rows only the index is left.
        cursor.execute("SET enable_seqscan = off; SET enable_sort = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM catalog_embedding "  # noqa: S608  # the version's own key
            f"WHERE encoder_version_id = {version.pk} "
            "ORDER BY joint::halfvec(6) <#> '[1,0,0,1,0,0]'::halfvec(6) LIMIT 5"
        )
        plan = cursor.fetchall()
        cursor.execute("RESET enable_seqscan; RESET enable_sort")
    assert version.index_name in str(plan)


def test_an_encoder_with_too_many_dimensions_is_searched_exactly(version: EncoderVersion) -> None:
    version.dimension = 2_001
    assert not ensure_index(version)


def test_it_can_be_dropped(version: EncoderVersion) -> None:
    ensure_index(version)
    drop_index(version)
    assert ask(STATE, version.index_name) == []


def test_its_state_is_told(version: EncoderVersion) -> None:
    assert index_state(version) == "no index, searches are exact"
    ensure_index(version)
    assert index_state(version) == "index valid"
    make_invalid(version)
    assert index_state(version) == "index invalid, searches are exact"


def test_a_build_under_way_is_told(version: EncoderVersion) -> None:
    with ThreadPoolExecutor(1) as builder, connection.copy().cursor() as reader:
        # A concurrent build waits for whoever has written to the table before it.
        reader.execute("BEGIN; LOCK TABLE catalog_embedding IN ROW EXCLUSIVE MODE")
        build = builder.submit(ensure_index, version)
        deadline = time.monotonic() + 10
        while not (told := index_state(version)).startswith("index being built, "):
            assert time.monotonic() < deadline, told
        reader.execute("ROLLBACK")
        reader.db.close()
        assert build.result()
        builder.submit(connections.close_all).result()


def test_a_build_with_too_little_shared_memory_goes_on_alone(
    version: EncoderVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    create, workers = hnsw.create, list[object]()

    def create_in_a_container(version: EncoderVersion) -> None:
        (found,) = ask("SHOW max_parallel_maintenance_workers")
        workers.append(found[0])
        if found[0] != "0":
            raise OperationalError from DiskFull("could not resize shared memory segment")
        create(version)

    monkeypatch.setattr(hnsw, "create", create_in_a_container)
    assert ensure_index(version)
    assert workers[1:] == ["0"]


def test_a_build_may_use_more_than_the_servers_settings(version: EncoderVersion) -> None:
    version.dimension = 2_000_000  # the graph of one vector takes 8 MB
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1MB'")
    with build_resources(version):
        assert ask("SELECT pg_size_bytes(current_setting('maintenance_work_mem')) / 1000000") == [
            (8,)
        ]
