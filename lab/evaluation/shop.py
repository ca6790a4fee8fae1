"""A shop for the time of an evaluation: a database and a media folder of its own."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.conf import settings
from django.db import ProgrammingError, connection
from django.test.utils import override_settings

from catalog.indexing.batch import index_due
from catalog.indexing.hnsw import ensure_index
from catalog.models import EncoderVersion, ProductIndexing
from catalog.search.calibration import calibrate

BATCH = 64


class EvaluationError(Exception):
    """The evaluation cannot be done; the message names the cause and the fix."""


@contextmanager
def temporary_shop() -> Iterator[None]:
    """An empty shop beside the real one, on the same server; nothing of it stays.

    As Django's own test runner does it: the connection leads to the other database meanwhile.
    Only a process that is killed outright leaves its database behind (docs/relevance.md).
    """
    ours = connection.settings_dict["NAME"]
    # A name of its own each time: what stands under any other name is never touched.
    name = f"{ours[:40]}_evaluation_{uuid4().hex[:12]}"
    try:
        _create(name)
        with tempfile.TemporaryDirectory() as media, override_settings(MEDIA_ROOT=media):
            _make_sure_it_is_another(ours)
            yield
    finally:
        _lead_back_to(ours)
        _drop(name)


def _create(name: str) -> None:
    _disconnect()
    connection.settings_dict["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, serialize=False)
    except (ProgrammingError, SystemExit) as error:
        raise EvaluationError(
            "The database user may not create a database for the evaluation. Grant it CREATEDB, "
            "or evaluate where it may."
        ) from error


def _lead_back_to(name: str) -> None:
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    _disconnect()


def _drop(name: str) -> None:
    """Whether it is complete or not: an interrupt may come at any time, also to other threads."""
    with connection.cursor() as cursor:
        quoted = connection.ops.quote_name(name)
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def _disconnect() -> None:
    """A pool that is open already would go on leading to the database it was opened for."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # Postgres' own, unknown to the stubs


def _make_sure_it_is_another(name: str) -> None:
    """Before anything is written: a mistake here would fill the merchants' own shop."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        if cursor.fetchone() == (name,):
            raise EvaluationError("The connection leads to the shop's own database; nothing done.")


def _first_reason() -> str:
    """Told here, because the shop that knows it is gone afterwards."""
    return ProductIndexing.objects.exclude(reason="").values_list("reason", flat=True)[0]


def index_everything(progress: Callable[[int], None]) -> EncoderVersion:
    """Embeds what is pending, as the workers do, then index and calibration."""
    while (report := index_due(count=BATCH)).claimed:
        if report.failed or report.postponed:
            raise EvaluationError(f"Some products could not be embedded: {_first_reason()}")
        progress(report.indexed)
    version = EncoderVersion.objects.get()
    ensure_index(version)
    calibrate(version)
    version.refresh_from_db()
    return version
