"""Saves a feed address as a request says."""

from typing import Any, Final

from rest_framework.exceptions import ValidationError

from catalog import feed_tasks
from catalog.api.merchant.imports.uploads import options_in
from catalog.ingest.feed_addresses.control import save_address
from catalog.ingest.feed_addresses.refusals import Entered, refusals
from catalog.models import FeedAddress

_PLAIN: Final = (
    *("name", "address", "every_hours", "username", "password"),
    *("missing_action", "missing_scope"),
)


def saved(address: FeedAddress, values: dict[str, Any]) -> FeedAddress:
    """Save the address with these values, and have it fetched. Raises ValidationError."""
    entered = Entered(
        name=values.get("name", address.name),
        address=values.get("address", address.address),
        username=values.get("username", address.username),
        password=values.get("password", ""),
    )
    if wrong := dict(refusals(entered, address.merchant, address)):
        raise ValidationError({name or "request": [text] for name, text in wrong.items()})
    values["password"] = entered.password_to_keep(address)
    for name in _PLAIN:
        setattr(address, name, values.get(name, getattr(address, name)))
    address.dialect = values.get("kind", address.dialect)
    address.read_options = address.read_options | options_in(values).stored()
    save_address(address)
    feed_tasks.wake_feed_fetching()
    address.refresh_from_db()
    return address
