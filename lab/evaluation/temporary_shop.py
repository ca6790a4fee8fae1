"""A temporary shop with its own database and media folder."""

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
from catalog.vocabulary.building import refresh_vocabulary
from catalog.vocabulary.current import forget_vocabulary

BATCH = 64


class EvaluationError(Exception):
    """The evaluation cannot run; the message names the cause and the fix."""


@contextmanager
def temporary_shop() -> Iterator[None]:
    """Create an empty shop on the same database server, and drop it at the end.

    Like Django's test runner, this points the default connection at the new database. Only a
    SIGKILL leaves the database behind (docs/relevance.md).
    """
    shop_database = connection.settings_dict["NAME"]
    # A unique name, so that no existing database can be overwritten.
    name = f"{shop_database[:40]}_evaluation_{uuid4().hex[:12]}"
    try:
        _create(name)
        with tempfile.TemporaryDirectory() as media, override_settings(MEDIA_ROOT=media):
            _check_not_connected_to(shop_database)
            yield
    finally:
        _reconnect_to(shop_database)
        _drop(name)


def _create(name: str) -> None:
    _disconnect()
    connection.settings_dict["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, serialize=False)
    except (ProgrammingError, SystemExit) as error:
        raise EvaluationError(
            "The database user may not create a database for the evaluation. Grant it CREATEDB, "
            "or use a database server that allows it."
        ) from error


def _reconnect_to(name: str) -> None:
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    _disconnect()


def _drop(name: str) -> None:
    """Drop the database, complete or not, even if other threads are still connected to it."""
    with connection.cursor() as cursor:
        quoted = connection.ops.quote_name(name)
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def _disconnect() -> None:
    """Close the connection and its pool: an open pool stays connected to the old database."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # Postgres' own, unknown to the stubs


def _check_not_connected_to(name: str) -> None:
    """Raise EvaluationError if the connection still leads to `name`, the shop's own database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        if cursor.fetchone() == (name,):
            raise EvaluationError("The connection still leads to the shop's own database.")


def _first_reason() -> str:
    """Return why one product failed, for the error message: the database is dropped afterwards."""
    return ProductIndexing.objects.exclude(reason="").values_list("reason", flat=True)[0]


def index_everything(progress: Callable[[int], None]) -> EncoderVersion:
    """Do what workers do: embed all products, build the index, calibrate, collect the vocabulary.

    Raises EvaluationError if a product cannot be embedded.
    """
    while (report := index_due(count=BATCH)).claimed:
        if report.failed or report.postponed:
            raise EvaluationError(f"Some products could not be embedded: {_first_reason()}")
        progress(report.indexed)
    version = EncoderVersion.objects.get()
    ensure_index(version)
    calibrate(version)
    refresh_vocabulary()
    forget_vocabulary()
    version.refresh_from_db()
    return version
