from rest_framework import serializers

from catalog.api.fields import StrictSerializer
from catalog.search.query import MAX_TEXT
from catalog.search.suggestions import OF_PLACES

MAX_SUGGESTIONS = 20


class SuggestSerializer(StrictSerializer):
    q = serializers.CharField(
        allow_blank=True,
        trim_whitespace=False,
        max_length=MAX_TEXT,
        help_text="What has been typed so far.",
    )
    limit = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_SUGGESTIONS,
        help_text=f"{OF_PLACES} if it is left out.",
    )
