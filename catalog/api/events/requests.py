"""The body of a report of events. A faulty event does not cost the others."""

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone
from rest_framework import serializers

from catalog.api.fields import StrictSerializer
from catalog.insights.event import Event, EventType
from catalog.search.query import MAX_ID, MAX_LIMIT, MAX_OFFSET

MAX_EVENTS: Final = 100
# How late an app may report, and how far its clock may be ahead.
MAX_AGE: Final = timedelta(days=2)
MAX_AHEAD: Final = timedelta(minutes=10)


class EventSerializer(StrictSerializer):
    """Something that a shopper has done with a product."""

    type = serializers.ChoiceField(
        choices=[each.value for each in EventType],
        help_text="`impression`: it was in view among results; `click`: it was opened from there; "
        "`cart`: it was put into a cart; `purchase`: it was bought.",
    )
    product_id = serializers.IntegerField(
        min_value=1, max_value=MAX_ID, help_text="The `id` of the product."
    )
    search_id = serializers.UUIDField(
        required=False,
        help_text="The `id` of the search that found it. An impression or a click needs one.",
    )
    position = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_OFFSET + MAX_LIMIT,
        help_text="Where the product stood among the results, from 1 through all pages.",
    )
    at = serializers.DateTimeField(
        required=False, help_text="When it happened, in the last two days; now if it is left out."
    )

    def validate_at(self, at: Any) -> Any:
        now = timezone.now()
        if not now - MAX_AGE <= at <= now + MAX_AHEAD:
            raise serializers.ValidationError(
                ["Events are taken for two days, and not from the future."]
            )
        return at

    @staticmethod
    def event(values: dict[str, Any]) -> Event:
        fields = dict(values)
        at = fields.pop("at", None) or timezone.now()
        kind = EventType(fields.pop("type"))
        return Event(type=kind, day=timezone.localdate(at), **fields)


class Refused(dict[str, list[str]]):
    """The messages of an event that is not valid in itself, by field."""


class EventsField(serializers.ListField):
    """A list of events, each of which is an Event or Refused."""

    child = EventSerializer()

    def run_child_validation(self, data: Any) -> list[Event | Refused]:
        return [_checked(item) for item in data]


class EventsSerializer(StrictSerializer):
    events = EventsField(min_length=1, max_length=MAX_EVENTS)


def _checked(item: object) -> Event | Refused:
    event = EventSerializer(data=item)
    if not event.is_valid():
        return Refused(
            {
                "event" if name == "non_field_errors" else str(name): list(map(str, messages))
                for name, messages in event.errors.items()
            }
        )
    return EventSerializer.event(event.validated_data)
