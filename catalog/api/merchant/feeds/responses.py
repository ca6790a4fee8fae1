"""The bodies of answers about feed addresses."""

from typing import Any

from rest_framework import serializers

from catalog.api.merchant.imports.requests import ALL_KINDS
from catalog.models import FeedAddress, FeedAddressState, MissingAction, MissingScope


class OwnFeedAddressSerializer(serializers.Serializer[FeedAddress]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    address = serializers.CharField()
    username = serializers.CharField()
    every_hours = serializers.IntegerField()
    kind = serializers.ChoiceField(source="dialect", choices=ALL_KINDS)
    missing_action = serializers.ChoiceField(choices=MissingAction.choices)
    missing_scope = serializers.ChoiceField(choices=MissingScope.choices)
    state = serializers.ChoiceField(choices=FeedAddressState.choices)
    is_confirmed = serializers.BooleanField(
        help_text="Whether an import from here was started. Until then each waits to be started."
    )
    failures = serializers.IntegerField(help_text="In a row.")
    reason = serializers.CharField(help_text="Why the last fetch failed, and what to do.")
    fetched_at = serializers.DateTimeField(allow_null=True)
    changed_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(help_text="When it is fetched next, unless it is paused.")


class FeedAddressPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(
        allow_null=True, help_text="URL of the next page; null on the last."
    )
    results = OwnFeedAddressSerializer(many=True)
