from typing import NoReturn

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView


class UnknownUrlView(APIView):
    """Answers a mistyped URL with a problem instead of the shop's 404 page."""

    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> NoReturn:
        raise NotFound("There is nothing at this URL. Every URL of the API ends with a slash.")
