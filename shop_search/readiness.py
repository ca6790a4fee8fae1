"""The readiness of every part that searches and imports need."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import psycopg
import redis
from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.db.migrations.loader import MigrationLoader
from kombu.exceptions import OperationalError as BrokerError

from catalog.indexing.index_state import INDEX_STATE
from catalog.models import EncoderVersion
from catalog.models.encoder_failure import CURRENT
from shop_search.database import with_response_timeout
from shop_search.disk_space import DiskProbe
from shop_search.part import Part
from shop_search.photo_readiness import no_photo_search, photo_search_part
from shop_search.server_checks import RETRY_ONCE, first_line
from shop_search.worker_pool import count_working_processes

# Seconds. libpq has no shorter connect_timeout.
TIMEOUT = 2
# Seconds for which a result is cached, so that not every probe of several load balancers pings the
# workers. A failure is cached for a shorter time, to notice soon that it has ended.
KEEP_GOOD, KEEP_BAD = 5, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    parts: tuple[Part, ...]

    @property
    def can_search(self) -> bool:
        return all(part.ok for part in self.parts if part.vital)

    @property
    def status(self) -> str:
        if not self.can_search:
            return "unavailable"
        return "ready" if all(part.ok for part in self.parts) else "degraded"


def readiness() -> Readiness:
    parts = (*database_parts(), *_cached("queue", queue_parts), *_cached("disk", disk_parts))
    return Readiness(parts=parts)


# In memory: it must work while Redis, the shared cache, does not.
_memory = LocMemCache("readiness", {})


def _cached(key: str, measure: Callable[[], tuple[Part, ...]]) -> tuple[Part, ...]:
    found: tuple[Part, ...] | None = _memory.get(key)
    if found is None:
        found = measure()
        _memory.set(key, found, KEEP_GOOD if all(part.ok for part in found) else KEEP_BAD)
    return found


def database_parts() -> tuple[Part, ...]:
    """Check the database, encoder and index on a new connection, as the pool may be exhausted."""
    limit = f"-c statement_timeout={TIMEOUT * 1000}"
    try:
        with with_response_timeout(TIMEOUT + 1).connect(
            settings.DATABASE_URL, connect_timeout=TIMEOUT, options=limit
        ) as connection:
            up = Part(name="database", ok=True, detail="answers", vital=True)
            migrations = migrations_part(connection)
            if not migrations.ok:
                return (up, migrations)
            return (up, migrations, *encoder_parts(connection), index_part(connection))
    except psycopg.Error as error:
        return (Part(name="database", ok=False, detail=first_line(error), vital=True),)


@cache
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.nodes)


def migrations_part(connection: psycopg.Connection) -> Part:
    try:
        applied = set(connection.execute("SELECT app, name FROM django_migrations").fetchall())
    except psycopg.errors.UndefinedTable:
        applied = set()
    missing = sorted(f"{app}.{name}" for app, name in _migrations_on_disk() - applied)
    detail = f"missing: {', '.join(missing)}; run ./shop migrate" if missing else "applied"
    return Part(name="migrations", ok=not missing, detail=detail, vital=True)


def encoder_parts(connection: psycopg.Connection) -> tuple[Part, Part]:
    """Check that an encoder version serves, that workers can use the encoder, and that this process
    can encode photos.
    """
    serving = connection.execute(
        "SELECT name, fingerprint FROM catalog_encoderversion WHERE state = 'serving'"
    ).fetchone()
    trouble = encoder_trouble(connection)
    if serving is None:
        detail = "; ".join(filter(None, ["no encoder version serves yet", trouble]))
        return Part(name="encoder", ok=False, detail=detail), no_photo_search()
    name, fingerprint = serving
    detail = "; ".join(filter(None, [f"{name} ({fingerprint[:8]})", trouble]))
    version = Part(name="encoder", ok=not trouble, detail=detail)
    return version, photo_search_part(name, fingerprint)


def encoder_trouble(connection: psycopg.Connection) -> str:
    """Why workers cannot use the encoder that SHOP_ENCODER names, or an empty text."""
    failure = connection.execute(
        "SELECT host, encoder, reason FROM catalog_encoderfailure"
        " WHERE reported_at > now() - %s ORDER BY reported_at DESC LIMIT 1",
        [CURRENT],
    ).fetchone()
    if failure is None:
        return ""
    host, encoder, reason = failure
    return f"new and changed products wait, as {host} cannot use SHOP_ENCODER={encoder}: {reason}"


def index_part(connection: psycopg.Connection) -> Part:
    """Check the HNSW index. Without it, searches are exact: correct, but slow in large catalogs."""
    serving = connection.execute(
        "SELECT id FROM catalog_encoderversion WHERE state = 'serving'"
    ).fetchone()
    if serving is None:
        return Part(name="index", ok=False, detail="none: no encoder version serves yet")
    name = EncoderVersion(pk=serving[0]).index_name
    ((valid, *_build),) = connection.execute(INDEX_STATE, [name]).fetchall()
    if valid is None:
        return Part(name="index", ok=False, detail=f"{name} is missing; searches are exact")
    detail = name if valid else f"{name} is invalid; searches are exact"
    return Part(name="index", ok=valid, detail=detail)


def queue_parts() -> tuple[Part, ...]:
    broker = broker_part()
    return (broker, worker_part()) if broker.ok else (broker,)


def broker_part() -> Part:
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=TIMEOUT,
        socket_timeout=TIMEOUT,
        retry=RETRY_ONCE,
    )
    try:
        client.ping()
    except redis.RedisError as error:
        detail = f"{first_line(error)}; searches work, imports wait"
        return Part(name="broker", ok=False, detail=detail)
    finally:
        client.close()
    return Part(name="broker", ok=True, detail="answers")


def worker_part() -> Part:
    """Ping the workers through the broker, so that a reply also proves their connection to it."""
    try:
        working = count_working_processes(TIMEOUT)
    except (BrokerError, redis.RedisError, OSError) as error:
        return Part(name="worker", ok=False, detail=first_line(error))
    if not working:
        return Part(name="worker", ok=False, detail="none answers; imports wait")
    if not any(working):
        return Part(name="worker", ok=False, detail="its processes are stopped; imports wait")
    return Part(name="worker", ok=True, detail="answers")


# The probe in progress, reused so that a hanging network share blocks one thread, not one per call.
_pending_probe: list[DiskProbe] = []


def disk_parts() -> tuple[Part, ...]:
    """Check free disk space. It is not vital, because searches by words need none."""
    probe = _pending_probe.pop() if _pending_probe else DiskProbe()
    if not probe.finished(within=TIMEOUT):
        _pending_probe.append(probe)
        return (Part(name="disk", ok=False, detail="the disk of photos or SHOP_VAR is silent"),)
    if probe.error:
        return (Part(name="disk", ok=False, detail=first_line(probe.error)),)
    ok = not any(disk.trouble for disk in probe.disks)
    return (Part(name="disk", ok=ok, detail="; ".join(map(str, probe.disks))),)
