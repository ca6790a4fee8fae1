from typing import Any

from rest_framework import serializers

from catalog.insights.event import EventStatus


class EventOutcomeSerializer(serializers.Serializer[dict[str, Any]]):
    """What has become of one event."""

    status = serializers.ChoiceField(
        choices=[each.value for each in EventStatus],
        help_text="`recorded`; `repeated`: the same of this search was recorded before; "
        "`ignored`: the shopper or the shop wants nothing recorded; `refused`: see `errors`.",
    )
    errors = serializers.DictField(  # type: ignore[assignment]  # an attribute of serializers
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="Of a refused event: the messages by field.",
    )


class EventOutcomesSerializer(serializers.Serializer[dict[str, Any]]):
    results = EventOutcomeSerializer(many=True, help_text="One for each event, in their order.")
