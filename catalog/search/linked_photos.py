"""Photos that shoppers name by a web address, fetched while they wait."""

from concurrent.futures import Future
from threading import BoundedSemaphore, Thread
from typing import Final

from django.utils.translation import gettext as _

from catalog.remote.body_room import BodyRoom
from catalog.remote.photo_fetching import FetchPolicy, PhotoFetchError, fetch_photo
from catalog.remote.web_address import mended_address

# Of the eight threads that search, so many may wait for servers of others (decision 59).
MAX_AT_ONCE: Final = 2
# Seconds that a shopper waits. Resolving a name has no time limit of its own.
DEADLINE: Final = 6.0
GRACE: Final = 0.3
# Bytes of a response in which a page says that it is one.
_HEAD: Final = 1024
_PAGES: Final = (b"<!doctype html", b"<html")

free: Final = BoundedSemaphore(MAX_AT_ONCE)


class UnusableLink(Exception):
    """There is no photo at the address. The message says why, and another way."""


class LinkedPhotosBusy(Exception):
    """Other shoppers' links are being fetched."""


def policy() -> FetchPolicy:
    return FetchPolicy(deadline=DEADLINE, connect_timeout=3.0, timeout=4.0)


def fetch_linked_photo(address: str) -> bytes:
    """Return the bytes at an address, which may be no photo.

    Raises UnusableLink and LinkedPhotosBusy.
    """
    limits = policy()
    answer: Future[bytes] = Future()
    # A thread of its own, which may outlast the request: a name may not resolve for half a minute.
    fetching = Thread(target=_fetch, args=(mended_address(address), limits, answer), daemon=True)
    _start(fetching)
    try:
        data = answer.result(timeout=limits.deadline + GRACE)
    except TimeoutError as error:
        raise _unusable(_("The server took longer than %g seconds.") % limits.deadline) from error
    except PhotoFetchError as error:
        raise _unusable(str(error)) from error
    if _is_page(data):
        raise UnusableLink(_not_a_picture())
    return data


def _start(fetching: Thread) -> None:
    """Start a thread, which frees its place itself. Raises LinkedPhotosBusy."""
    busy = LinkedPhotosBusy(_("Other photos are being fetched. Please try again in a moment."))
    if not free.acquire(blocking=False):
        raise busy
    try:
        fetching.start()
    except RuntimeError as error:  # the system has no more threads
        free.release()
        raise busy from error


def _fetch(address: str, limits: FetchPolicy, answer: Future[bytes]) -> None:
    try:
        with BodyRoom() as room:
            fetched = fetch_photo(address, limits, room=room)
        answer.set_result(fetched.data if fetched else b"")
    except Exception as error:  # noqa: BLE001  # the request raises it
        answer.set_exception(error)
    finally:
        free.release()


def _is_page(data: bytes) -> bool:
    return data[:_HEAD].lstrip().lower().startswith(_PAGES)


def _not_a_picture() -> str:
    return _(
        "This is the address of a page, not of a picture. Open the picture's menu on that page and "
        "copy the address of the picture, or save the picture and choose the file."
    )


def _unusable(reason: str) -> UnusableLink:
    return UnusableLink(
        _("%(reason)s You can also save the picture and choose the file.") % {"reason": reason}
    )
