"""Records what apps report that shoppers have done. Nothing is kept of who did it.

Clicks go into the click log, once for each search and product. All else is counted by day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.conf import settings

from catalog.insights import recording
from catalog.insights.counted_search import counted_click, may_be_counted
from catalog.insights.event import Event, EventStatus, EventType, Outcome
from catalog.insights.event_facts import EventFacts, EventRefused
from catalog.insights.impressions import (
    CART,
    CLICK,
    IMPRESSION,
    PURCHASE,
    Place,
    Seen,
    asked_by,
)
from catalog.insights.reported_once import ReportedOnce
from catalog.models import Click, Search
from catalog.search.clicks import Opened, record_clicks
from catalog.search.saved import from_parameters

COUNTS: Final[Mapping[EventType, Seen]] = {
    EventType.IMPRESSION: IMPRESSION,
    EventType.CLICK: CLICK,
    EventType.CART: CART,
    EventType.PURCHASE: PURCHASE,
}
reported = ReportedOnce()


def record_events(events: Sequence[Event], headers: Mapping[str, str]) -> list[Outcome]:
    """Record the events that may have happened. Returns the outcome of each, in their order."""
    facts = EventFacts.of(events)
    outcomes = [_checked(event, facts) for event in events]
    if not (settings.SHOP_CLICK_LOG and may_be_counted(headers)):
        return [outcome or Outcome(status=EventStatus.IGNORED) for outcome in outcomes]
    possible = [event for event, outcome in zip(events, outcomes, strict=True) if not outcome]
    new_clicks = set(record_clicks({each.opened for each in possible if each.opened}))
    counts = recording.is_counted(headers)
    return [
        outcome or Outcome(status=_record(event, facts, new_clicks, counts=counts))
        for event, outcome in zip(events, outcomes, strict=True)
    ]


def _checked(event: Event, facts: EventFacts) -> Outcome | None:
    try:
        facts.check(event)
    except EventRefused as error:
        return Outcome(status=EventStatus.REFUSED, field=error.field, message=str(error))
    return None


def _record(
    event: Event, facts: EventFacts, new_clicks: set[Opened], *, counts: bool
) -> EventStatus:
    """`new_clicks` loses the click that is recorded, so that one batch counts it once."""
    if opened := event.opened:
        if opened not in new_clicks:
            return EventStatus.REPEATED
        new_clicks.discard(opened)
    elif not counts:
        return EventStatus.IGNORED
    elif _is_repeated(event, facts):
        return EventStatus.REPEATED
    if counts:
        _count(event, facts)
    return EventStatus.RECORDED


def _is_repeated(event: Event, facts: EventFacts) -> bool:
    """Whether the same was reported of this search before. What has no search is never the same."""
    place = facts.place_of(event)
    if place is None:
        return False
    return not reported.new(f"{event.search_id} {event.type}", [place])


def _count(event: Event, facts: EventFacts) -> None:
    product, seen = facts.products[event.product_id], COUNTS[event.type]
    search = facts.searches.get(event.search_id) if event.search_id else None
    if search and event.type.needs_search and (place := _place(event, search)):
        recording.recorder.see([place], seen, day=event.day)
    else:
        recording.recorder.add_product(event.product_id, seen, day=event.day)
    if event.type is EventType.CLICK and search:
        if counted := counted_click(Click(search=search, product=product)):
            recording.recorder.add(counted, merchant_id=product.merchant_id, day=event.day)
    elif not event.type.needs_search:
        recording.recorder.add_merchant(product.merchant_id, seen, day=event.day)


def _place(event: Event, search: Search) -> Place | None:
    """Where the product stood; None if nobody says, or nothing was searched for."""
    query = from_parameters(search.parameters)
    kind = asked_by(query, has_photo=search.photo_id is not None)
    if kind is None or event.position is None:
        return None
    return Place(kind, event.position, event.product_id)
