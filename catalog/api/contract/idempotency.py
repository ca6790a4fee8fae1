"""What the document says of a POST that may be sent again, with the header Idempotency-Key."""

from typing import Any, Final

from catalog.models.idempotency import MAX_KEY

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
# The first request is under way; the key is that of another request.
STATUSES: Final = (409, 422)
PARAMETER: Final[dict[str, Any]] = {
    "name": HEADER,
    "in": "header",
    "description": "A text of your own, such as a UUID, that is new for each request. A request "
    "that is sent again with its key within 24 hours has no further effect, and gets the first "
    "answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY},
    "example": "8e03978e-40d5-43e8-bc93-6894a57f9324",
}
