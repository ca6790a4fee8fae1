"""Makes an import run of what was fetched: once for each fetch, whatever happens meanwhile."""

from typing import IO, Final

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from catalog.files.saving import discard_file
from catalog.ingest.control import store_upload
from catalog.ingest.feed_addresses.downloading import Downloaded
from catalog.ingest.feed_addresses.scheduling import note_changed
from catalog.models import Feed, FeedAddress, ImportRun, ImportState, Merchant
from catalog.models.work import Claim

REPLACED: Final = "A newer feed was fetched from the address, which waits instead of this one."


def start_run(
    address: FeedAddress, claim: Claim, file: IO[bytes], downloaded: Downloaded
) -> ImportRun | None:
    """Store the file, and have it checked. Raises StorageError.

    Returns None if the address is no longer held by the claim. Once it is committed, the caller
    wakes a worker.
    """
    name = store_upload(File(file))
    try:
        run = _start(address, claim, name, downloaded)
    except BaseException:
        discard_file(name)
        raise
    if run is None:
        discard_file(name)
    return run


@transaction.atomic
def _start(
    address: FeedAddress, claim: Claim, name: str, downloaded: Downloaded
) -> ImportRun | None:
    held = _lock(address, claim)
    if held is None:
        return None
    held.runs.filter(state=ImportState.CHECKED).update(
        state=ImportState.CANCELLED, reason=REPLACED, finished_at=timezone.now()
    )
    note_changed(held, downloaded.sha256, downloaded.validators)
    return ImportRun.objects.create(
        merchant=held.merchant,
        file=name,
        original_name=held.name,
        dialect=held.dialect,
        read_options=held.read_options,
        state=ImportState.CHECKING,
        imports_at_once=True,
        feed=held.feed,
        feed_address=held,
        missing_action=held.missing_action,
        missing_scope=held.missing_scope,
    )


def _lock(address: FeedAddress, claim: Claim) -> FeedAddress | None:
    """Lock the address, if it is still held.

    The feed is locked first, as a deletion does, then the merchant, as a merchant's decision does.
    """
    feeds, merchants = Feed.objects.filter(pk=address.feed_id), Merchant.objects.all()
    feeds.select_for_update(of=("self",), no_key=True).first()
    merchants.filter(pk=address.merchant_id).select_for_update(of=("self",), no_key=True).first()
    held = FeedAddress.objects.held(claim).filter(pk=address.pk)
    return held.select_for_update(of=("self",), no_key=True).first()
