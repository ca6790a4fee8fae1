"""Records which products a run finds in its feed."""

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Q

from catalog.models import Feed, FeedProducts, ImportRun, MissingState, Product

_RECORD = """
INSERT INTO catalog_feedproducts (feed_id, run_id, product_ids) VALUES (%s, %s, %s::bigint[])
"""
# Of the runs before the last whole file, keeps what neither that file nor this one has. The list of
# that file stays, so that the feed still has it if this run is undone.
_COMPACT = """
WITH earlier AS (
    DELETE FROM catalog_feedproducts USING catalog_feed AS feed
    WHERE feed_id = %(feed)s AND feed.id = feed_id AND run_id < feed.last_run_id
    RETURNING run_id, product_ids
), last_found AS (
    SELECT id, max(run_id) AS run_id FROM earlier, unnest(product_ids) AS id GROUP BY id
), found AS (
    SELECT unnest(product_ids) AS id
    FROM catalog_feedproducts JOIN catalog_feed AS feed ON feed.id = feed_id
    WHERE feed_id = %(feed)s AND run_id >= coalesce(feed.last_run_id, 0)
), lacking AS (
    SELECT last_found.*, row_number() OVER (PARTITION BY last_found.run_id) / 1000 AS part
    FROM last_found JOIN catalog_product USING (id)
    WHERE NOT EXISTS (SELECT FROM found WHERE found.id = last_found.id)
)
INSERT INTO catalog_feedproducts (feed_id, run_id, product_ids)
SELECT %(feed)s, run_id, array_agg(id) FROM lacking GROUP BY run_id, part
"""


def record_found(run: ImportRun, product_ids: Iterable[int], named: Collection[str]) -> None:
    """Record the products of a batch, and those that its invalid rows name by an id.

    Call it in the batch's transaction.
    """
    if run.feed_id is None:
        return
    found = found_ids(run, product_ids, named)
    if found:
        # A list would take the ORM ten times as long as Postgres: it adapts each of its ids.
        ids = f"{{{','.join(map(str, found))}}}"
        with connection.cursor() as cursor:
            cursor.execute(_RECORD, [run.feed_id, run.pk, ids])


def found_ids(run: ImportRun, product_ids: Iterable[int], named: Collection[str]) -> list[int]:
    return sorted({*product_ids, *_named(run.merchant_id, named)})


def complete_feed(run: ImportRun) -> None:
    """Note that the run has read its whole feed. Call it in the transaction that finishes it."""
    if run.feed_id is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_COMPACT, {"feed": run.feed_id, "run": run.pk})
    Feed.objects.filter(pk=run.feed_id).update(last_run=run)


def forget_run(run: ImportRun) -> None:
    """Let an undone run say nothing about its feed, and retire nothing more.

    Until another whole file is read, whatever the feed had counts as being in it. Call it while the
    run is locked; the caller saves its `missing_state`.
    """
    run.missing_state = MissingState.NONE
    FeedProducts.objects.filter(feed=run.feed_id, run=run).delete()
    Feed.objects.filter(last_run=run).update(last_run=None)


def _named(merchant_id: int, ids: Collection[str]) -> Iterable[int]:
    if not ids:
        return ()
    by_id = Q(external_id__in=ids) | Q(alternate_id__in=ids)
    return Product.objects.filter(by_id, merchant_id=merchant_id).values_list("pk", flat=True)
