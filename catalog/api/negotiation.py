from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from catalog.api.problem_body import MEDIA_TYPE


class ProblemsAreJson(DefaultContentNegotiation):
    """Takes a client that accepts problems as one that accepts JSON, of which they are a kind."""

    def get_accept_list(self, request: Request) -> list[str]:
        accepted: list[str] = super().get_accept_list(request)
        kinds = {entry.partition(";")[0].strip().lower() for entry in accepted}
        return [*accepted, "application/json"] if MEDIA_TYPE in kinds else accepted
