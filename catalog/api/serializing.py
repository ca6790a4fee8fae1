from datetime import datetime
from typing import Any

from rest_framework.request import Request


def serializer_context(request: Request, at: datetime) -> dict[str, Any]:
    """What serializers need: the request, for absolute URLs, and the instant of the prices."""
    return {"request": request, "at": at}
