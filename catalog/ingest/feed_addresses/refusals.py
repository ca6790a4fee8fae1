"""What cannot be entered for a feed address, in the admin and by API."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from catalog.ingest.feed_addresses.downloading import origin
from catalog.ingest.missing.feed_name import feed_name
from catalog.models import FeedAddress, Merchant

MAX_ADDRESSES: Final = 20  # of one merchant


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What is entered. A blank password keeps the one that is there."""

    name: str
    address: str
    username: str = ""
    password: str = ""

    def password_to_keep(self, former: FeedAddress) -> str:
        if not self.username:
            return ""
        return self.password or former.password


def refusals(
    entered: Entered, merchant: Merchant | None, former: FeedAddress
) -> Iterator[tuple[str, str]]:
    """Yield fields with what is wrong; "" for the whole. `former` is unsaved if it is new."""
    if merchant is not None:
        yield from _of_merchant(entered, merchant, former)
    if not (entered.address and entered.username):
        return
    if urlsplit(entered.address).scheme != "https":
        yield (
            "address",
            "With a user name, give an https address. Others could read the password.",
        )
    sends_former = former.password and not entered.password
    if sends_former and origin(entered.address) != origin(former.address):
        yield "password", "Enter it again, as the address leads to another server."


def _of_merchant(
    entered: Entered, merchant: Merchant, former: FeedAddress
) -> Iterator[tuple[str, str]]:
    others = FeedAddress.objects.filter(merchant=merchant).exclude(pk=former.pk)
    if others.filter(feed__name=feed_name(entered.name)).exists():
        yield "name", "Another feed address has this name, or one much like it."
    if former.pk is None and others.count() >= MAX_ADDRESSES:
        yield "", f"{MAX_ADDRESSES} feed addresses are the limit. Delete another."
