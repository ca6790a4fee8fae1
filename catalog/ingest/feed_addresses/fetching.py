"""Fetches a feed, and has it imported if it has changed."""

from typing import IO, Final

from catalog.files.scratch import scratch_file
from catalog.files.storage_error import StorageError
from catalog.ingest.check import check_source
from catalog.ingest.column_memory import remembered_names
from catalog.ingest.feed_addresses.downloading import (
    FeedPolicy,
    FeedSource,
    download_feed,
)
from catalog.ingest.feed_addresses.errors import FeedFetchError
from catalog.ingest.feed_addresses.scheduling import note_failure, note_unchanged, postpone
from catalog.ingest.feed_addresses.starting import start_run
from catalog.ingest.problems import FeedError, MissingColumns, WebPage
from catalog.ingest.read_options import ReadOptions
from catalog.models import FeedAddress, ImportState
from catalog.models.imports import ACTIVE
from catalog.models.work import Claim
from catalog.remote.validators import Validators

_CRASHED: Final = "Fetching the feed stopped {} times without an end. Ask the operator for the log."
_WEB_PAGE: Final = (
    "The server sends a web page, perhaps one to sign in. Give the address of the feed itself, and "
    "user name and password if the server asks for them."
)


def may_fetch(address: FeedAddress, claim: Claim) -> bool:
    """Whether a claimed feed is to be fetched now. If not, notes when it is due again."""
    if address.runs.filter(state__in=(*ACTIVE, ImportState.PAUSED)).exists():
        postpone(address, claim)
        return False
    if address.attempts > FeedAddress.MAX_ATTEMPTS:
        crashed = _CRASHED.format(FeedAddress.MAX_ATTEMPTS)
        note_failure(address, claim, FeedFetchError(crashed, is_lasting=True))
        return False
    return True


def fetch(address: FeedAddress, claim: Claim, policy: FeedPolicy) -> int | None:
    """Fetch a claimed feed, and note how it went. Returns the id of the run to wake, if any.

    `address` has its merchant loaded: nothing is read from the database before the download, as a
    thread would keep its connection from the others while it waits for the server.
    """
    try:
        return _fetch(address, claim, policy)
    except FeedFetchError as error:
        note_failure(address, claim, error)
    except StorageError as error:
        message = (
            f"The shop's disk has no room for the feed ({error}). Its operator must make room."
        )
        note_failure(address, claim, FeedFetchError(message))
    return None


def _fetch(address: FeedAddress, claim: Claim, policy: FeedPolicy) -> int | None:
    with scratch_file() as file:
        downloaded = download_feed(_source(address), policy, file)
        if downloaded is None or downloaded.sha256 == address.sha256:
            note_unchanged(address, claim, downloaded.validators if downloaded else None)
            return None
        _check(address, file)
        run = start_run(address, claim, file, downloaded)
        return run.pk if run else None


def _source(address: FeedAddress) -> FeedSource:
    return FeedSource(
        url=address.address,
        username=address.username,
        password=address.password,
        known=Validators(etag=address.etag, last_modified=address.last_modified),
    )


def _check(address: FeedAddress, file: IO[bytes]) -> None:
    """Raise FeedFetchError for what is no catalog, such as a page that asks to sign in.

    Where columns have other names, the merchant names them on the page of the check.
    """
    merchant = address.merchant
    options = ReadOptions(
        dialect=address.dialect, remembered=remembered_names(merchant), **address.read_options
    )
    try:
        check_source(file, options=options, has_products=merchant.products.exists())
    except MissingColumns:
        file.seek(0)
    except WebPage as error:
        raise FeedFetchError(_WEB_PAGE, is_lasting=True) from error
    except FeedError as error:
        message = f"What the server sends cannot be imported. {error}"
        raise FeedFetchError(message, is_lasting=True) from error
