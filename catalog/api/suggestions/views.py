"""What is suggested while a shopper types."""

from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.pages import query_parameters
from catalog.api.problem_schema import problems
from catalog.api.suggestions.requests import SuggestSerializer
from catalog.api.suggestions.responses import SuggestionsSerializer
from catalog.search.suggestions import OF_PLACES, suggest

# Long enough for letters that are typed, deleted and typed again.
CACHE_SECONDS = 60


@method_decorator(cache_control(private=True, max_age=CACHE_SECONDS), name="dispatch")
class SuggestView(APIView):
    @extend_schema(
        operation_id="suggest",
        tags=["suggestions"],
        summary="Suggest what a shopper may be typing",
        parameters=[SuggestSerializer],
        responses={200: SuggestionsSerializer, **problems(400, 429, 503)},
    )
    def get(self, request: Request) -> Response:
        """Suggest categories, brands, searches, attribute values and products."""
        values = query_parameters(request, SuggestSerializer)
        found = suggest(values["q"], values.get("limit", OF_PLACES))
        return Response(SuggestionsSerializer({"suggestions": found}).data)
