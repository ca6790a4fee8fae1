"""Pausing and undoing as work: leases, killed workers, faults within a batch, order of runs."""

from collections.abc import Callable, Sequence

import pytest
from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

from catalog import tasks
from catalog.ingest import lease
from catalog.ingest import run as running
from catalog.ingest.control import cancel_import, pause_import, resume_import
from catalog.ingest.run import run_import
from catalog.ingest.undo import batch, work
from catalog.ingest.undo.start import can_undo, start_undo
from catalog.models import ImportRun, ImportState, Merchant, Photo, Product, ProductChange, Undo
from tests.ingest.conftest import MUG, Import, table
from tests.ingest.test_run import Killed, after_writes, expire_lease, feed, kill
from tests.ingest.undoing import assert_undone, counts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH_ROWS", 2)
    monkeypatch.setattr(work, "BATCH_PRODUCTS", 2)


def state_of(run: ImportRun) -> str:
    run.refresh_from_db()
    return run.state


def changed_prices(imported: Import, rows: int = 5) -> ImportRun:
    imported(feed(rows))
    return imported(feed(rows, price="5.00"))


def prices() -> list[str]:
    return [f"{price}" for price in Product.objects.order_by("pk").values_list("price", flat=True)]


def before_commit(
    number: int, action: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Call `action` when this batch of an undo is written, and not yet committed."""
    written: list[int] = []

    def undo(run: ImportRun, product_ids: Sequence[int]) -> batch.UndoneCounts:
        result = batch.undo_products(run, product_ids)
        written.append(1)
        if len(written) == number:
            action()
        return result

    monkeypatch.setattr(work, "undo_products", undo)


def test_a_paused_import_keeps_its_place_and_goes_on_there(
    upload: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = upload(feed(5))
    with monkeypatch.context() as patched:
        after_writes(1, lambda: pause_import(started), patched)
        assert run_import(started.pk) is None
    assert state_of(started) == ImportState.PAUSED
    assert (started.rows_read, Product.objects.count()) == (2, 2)
    assert run_import(started.pk) is None
    assert resume_import(started)
    run_import(started.pk)
    assert state_of(started) == ImportState.FINISHED
    assert (started.rows_read, started.created) == (5, 5)


def test_a_worker_that_is_still_busy_writes_nothing_after_pause_and_resume(
    upload: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = upload(feed(5))

    def pause_and_resume() -> None:
        pause_import(started)
        resume_import(started)

    with monkeypatch.context() as patched:
        after_writes(1, pause_and_resume, patched)
        assert run_import(started.pk) == started.pk
    assert Product.objects.count() == 2
    run_import(started.pk)
    assert state_of(started) == ImportState.FINISHED
    assert (started.created, started.unchanged) == (5, 0)


def test_a_paused_import_holds_up_later_ones_of_its_merchant_until_it_is_cancelled(
    upload: Import,
) -> None:
    older, newer = upload(feed(1, title="Old mug")), upload(feed(1, title="New mug"))
    other = Merchant.objects.create(name="Ben's", slug="bens")
    assert pause_import(older)
    assert run_import(newer.pk) is None
    run_import(upload(feed(1), other).pk)
    assert list(Product.objects.values_list("merchant", flat=True)) == [other.pk]
    assert cancel_import(older)
    run_import(newer.pk)
    assert state_of(newer) == ImportState.FINISHED


@pytest.mark.parametrize("ended", [ImportState.FINISHED, ImportState.CANCELLED, ImportState.UNDONE])
def test_an_import_that_has_ended_can_be_neither_paused_nor_resumed(
    upload: Import, ended: ImportState
) -> None:
    started = upload(feed(1))
    ImportRun.objects.update(state=ended)
    assert not pause_import(started)
    assert not resume_import(started)
    assert state_of(started) == ended


def test_the_sweep_does_not_wake_a_paused_import(
    upload: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    pause_import(upload(feed(1)))
    sent: list[int] = []
    monkeypatch.setattr(tasks.run_import, "delay", lambda run_id, _due_at: sent.append(run_id))
    tasks.sweep()
    assert sent == []


@pytest.mark.parametrize("stop", [pause_import, cancel_import])
def test_what_a_stopped_import_has_written_can_be_undone(
    upload: Import, monkeypatch: pytest.MonkeyPatch, stop: Callable[[ImportRun], bool]
) -> None:
    started = upload(feed(5))
    with monkeypatch.context() as patched:
        after_writes(1, lambda: stop(started), patched)
        run_import(started.pk)
    assert start_undo(started, user=None)
    run_import(started.pk)
    assert counts(assert_undone(started)) == (0, 2, 0, 0)
    assert started.finished_at is not None


def test_an_import_under_way_cannot_be_undone(upload: Import) -> None:
    started = upload(feed(5))
    assert run_import(started.pk, seconds=0) == started.pk
    started.refresh_from_db()
    assert not can_undo(started)
    assert not start_undo(started, user=None)
    assert state_of(started) == ImportState.RUNNING


def test_an_undo_that_was_killed_between_batches_goes_on_there(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = changed_prices(imported)
    start_undo(run, user=None)
    with monkeypatch.context() as patched:
        original = work.Undoer._next_products
        rounds: list[int] = []

        def next_products(self: work.Undoer) -> list[int]:
            rounds.append(1)
            if len(rounds) == 2:
                kill()
            return original(self)

        patched.setattr(work.Undoer, "_next_products", next_products)
        with pytest.raises(Killed):
            run_import(run.pk)
    assert prices() == ["9.50"] * 2 + ["5.00"] * 3
    # What is undone stays so, also if somebody gives it the run's value again.
    Product.objects.filter(price="9.50").update(price="5.00")
    assert run_import(run.pk) is None, "the lease of the killed worker has not ended"
    expire_lease()
    run_import(run.pk)
    assert prices() == ["5.00"] * 2 + ["9.50"] * 3
    assert counts(assert_undone(run)) == (5, 0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_batch_of_an_undo_that_fails_leaves_no_trace(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = changed_prices(imported)
    before = list(ProductChange.objects.filter(run_id=run.pk).values_list())
    start_undo(run, user=None)
    with monkeypatch.context() as patched:
        before_commit(2, kill, patched)
        with pytest.raises(Killed):
            run_import(run.pk)
    assert prices() == ["9.50"] * 2 + ["5.00"] * 3
    assert list(ProductChange.objects.filter(run_id=run.pk).values_list()) == before[2:]
    assert Undo.objects.get().products_done == 2
    expire_lease()
    run_import(run.pk)
    assert counts(assert_undone(run)) == (5, 0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_an_undo_survives_a_lost_connection_to_the_database(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = changed_prices(imported)
    start_undo(run, user=None)

    def restart() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as patched:
        before_commit(2, restart, patched)
        with pytest.raises(OperationalError):
            run_import(run.pk)
    connection.close()
    assert prices() == ["9.50"] * 2 + ["5.00"] * 3
    expire_lease()
    run_import(run.pk)
    assert counts(assert_undone(run)) == (5, 0, 0, 0)


def test_a_batch_of_an_undo_is_tried_again_after_a_deadlock(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = changed_prices(imported)
    start_undo(run, user=None)

    def deadlock() -> None:
        raise OperationalError from DeadlockDetected()

    before_commit(2, deadlock, monkeypatch)
    run_import(run.pk)
    assert counts(assert_undone(run)) == (5, 0, 0, 0)
    assert prices() == ["9.50"] * 5


def test_an_undo_that_keeps_crashing_fails_and_can_be_started_again(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = changed_prices(imported)
    start_undo(run, user=None)
    with monkeypatch.context() as patched:
        patched.setattr(work, "undo_products", lambda *_: kill())
        for _ in range(3):
            with pytest.raises(Killed):
                run_import(run.pk)
            expire_lease()
        run_import(run.pk)
    assert state_of(run) == ImportState.FAILED
    assert "Undoing the import stopped 3 times" in run.reason
    assert start_undo(run, user=None)
    run_import(run.pk)
    assert counts(assert_undone(run)) == (5, 0, 0, 0)


def test_an_undo_out_of_time_is_continued_by_the_next_task(imported: Import) -> None:
    run = changed_prices(imported)
    start_undo(run, user=None)
    assert run_import(run.pk, seconds=0) == run.pk
    assert prices() == ["9.50"] * 2 + ["5.00"] * 3
    assert run_import(run.pk, seconds=0) == run.pk
    assert run_import(run.pk, seconds=0) == run.pk
    assert run_import(run.pk, seconds=0) is None
    assert counts(assert_undone(run)) == (5, 0, 0, 0)


def test_the_sweep_resumes_a_forgotten_undo(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = changed_prices(imported)
    start_undo(run, user=None)
    sent: list[int] = []
    monkeypatch.setattr(tasks.run_import, "delay", lambda run_id, _due_at: sent.append(run_id))
    tasks.sweep()
    assert sent == [run.pk]


def test_an_undo_waits_for_an_import_that_has_begun_and_goes_before_one_that_has_not(
    imported: Import, upload: Import
) -> None:
    run = changed_prices(imported)
    begun, waiting = upload(feed(5, title="Cup")), upload(feed(5, title="Bowl"))
    assert run_import(begun.pk, seconds=0) == begun.pk
    start_undo(run, user=None)
    assert run_import(run.pk) is None
    assert run_import(begun.pk) == run.pk
    assert run_import(waiting.pk) is None
    assert run_import(run.pk) == waiting.pk
    assert prices() == ["9.50"] * 5


def test_no_import_starts_while_an_undo_is_held(imported: Import, upload: Import) -> None:
    run = changed_prices(imported)
    start_undo(run, user=None)
    assert lease.claim_run(run.pk)
    waiting = upload(feed(1))
    assert run_import(waiting.pk) is None
    assert state_of(waiting) == ImportState.PENDING


def test_the_newest_of_several_undos_comes_first(imported: Import) -> None:
    first, second = changed_prices(imported), imported(feed(5, price="6.00"))
    for run in (first, second):
        start_undo(run, user=None)
    assert run_import(first.pk) is None
    assert run_import(second.pk) == first.pk
    assert run_import(first.pk) is None
    assert prices() == ["9.50"] * 5


def test_an_undone_import_is_not_undone_again(imported: Import) -> None:
    run = changed_prices(imported)
    start_undo(run, user=None)
    run_import(run.pk)
    run.refresh_from_db()
    assert not can_undo(run)
    assert not start_undo(run, user=None)


def test_an_undo_leaves_products_of_others_alone(imported: Import, upload: Import) -> None:
    other = Merchant.objects.create(name="Ben's", slug="bens")
    run_import(upload(table(MUG | {"image_link": ""}), other).pk)
    run = imported(table(MUG | {"image_link": "https://shop.example/1.jpg"}))
    start_undo(run, user=None)
    run_import(run.pk)
    assert [product.merchant for product in Product.objects.all()] == [other]
    assert not Photo.objects.exists()
