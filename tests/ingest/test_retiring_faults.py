"""Each missing product is retired once, whatever dies or runs at the same time."""

import threading
from math import inf

import pytest
from celery import Task
from django.core.cache import cache
from django.db import connection

from catalog import tasks
from catalog.ingest import run as run_module
from catalog.ingest.missing import retiring
from catalog.ingest.missing.choice import MissingChoice
from catalog.ingest.run import run_import
from catalog.models import ImportRun, Merchant, MissingState, Product
from tests.ingest.feeds import DEACTIVATE, DELETE, active_ids, import_feed, mugs, start_feed


class Killed(BaseException):
    """Simulates `kill -9`. Not an Exception, so that no handler catches it."""


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retiring, "STEP", 2)
    monkeypatch.setattr(run_module, "BATCH_ROWS", 20)


def kill_in_step(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Die after the products of this step are written, and before they are committed."""
    steps: list[int] = []

    def dying(original: object) -> object:
        def retire(run_id: int, products: object) -> None:
            steps.append(1)
            original(run_id, products)  # type: ignore[operator]
            if len(steps) == number:
                raise Killed

        return retire

    for name in ("deactivate_products", "remove_products"):
        monkeypatch.setattr(retiring, name, dying(getattr(retiring, name)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("choice", [DEACTIVATE, DELETE], ids=["deactivate", "delete"])
@pytest.mark.parametrize("step", [1, 2])
def test_the_sweep_goes_on_where_a_killed_worker_stopped(
    merchant: Merchant, choice: MissingChoice, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_feed(merchant, mugs(range(20)))
    run = start_feed(merchant, mugs(range(16)), choice)
    with monkeypatch.context() as patched:
        kill_in_step(step, patched)
        run_import(run.pk)
        with pytest.raises(Killed):
            retiring.retire_missing(run.pk)
    run.refresh_from_db()
    assert (run.missing_state, run.missing) == (MissingState.DUE, 4)
    assert run.retired == 20 - len(active_ids(merchant)) == 2 * (step - 1)
    swept: list[str] = []

    def enqueue(task: "Task[..., None]", *_: object) -> bool:
        swept.append(task.name)
        return True

    cache.clear()
    monkeypatch.setattr(tasks, "_enqueue", enqueue)
    monkeypatch.setattr("catalog.waking.enqueue", enqueue)
    tasks.sweep()
    assert tasks.retire_missing.name in swept
    tasks.retire_missing()
    run.refresh_from_db()
    assert (run.missing_state, run.retired) == (MissingState.DONE, 4)
    assert len(active_ids(merchant)) == 16
    assert Product.objects.count() == (16 if choice is DELETE else 20)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("choice", [DEACTIVATE, DELETE], ids=["deactivate", "delete"])
def test_two_workers_retire_each_product_once(merchant: Merchant, choice: MissingChoice) -> None:
    import_feed(merchant, mugs(range(40)))
    run = import_feed(merchant, mugs(range(20)), choice)
    assert retiring.confirm_missing(run)
    errors: list[BaseException] = []

    def work() -> None:
        try:
            retiring.retire_missing(run.pk)
        except BaseException as error:  # noqa: BLE001  # asserted below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    run.refresh_from_db()
    assert (run.missing_state, run.missing, run.retired) == (MissingState.DONE, 20, 20)
    assert len(active_ids(merchant)) == 20


@pytest.mark.django_db
def test_retiring_stops_in_time_and_goes_on_later(
    merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_feed(merchant, mugs(range(10)))
    run = import_feed(merchant, mugs(range(4)))
    retiring.confirm_missing(run)
    clock = iter([0.0, 2.0])
    with monkeypatch.context() as patched:
        patched.setattr("catalog.ingest.missing.retiring.time.monotonic", lambda: next(clock))
        assert not retiring.retire_due(until=1)
    assert ImportRun.objects.get(pk=run.pk).retired == 2
    assert retiring.retire_due(until=inf)
    assert ImportRun.objects.get(pk=run.pk).retired == 6


@pytest.mark.django_db
def test_a_run_that_dies_before_it_decides_decides_once_resumed(
    merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_feed(merchant, mugs(range(10)))
    run = start_feed(merchant, mugs(range(9)))
    with monkeypatch.context() as patched:
        patched.setattr(run_module, "complete_feed", lambda _run: (_ for _ in ()).throw(Killed()))
        with pytest.raises(Killed):
            run_import(run.pk)
    run.refresh_from_db()
    assert (run.state, run.rows_read, run.missing_state) == ("running", 9, MissingState.NONE)
    ImportRun.objects.update(due_at=run.created_at)
    run_import(run.pk)
    retiring.retire_missing(run.pk)
    run.refresh_from_db()
    assert (run.missing_state, run.retired) == (MissingState.DONE, 1)
    assert (run.unchanged, len(active_ids(merchant))) == (9, 9)
