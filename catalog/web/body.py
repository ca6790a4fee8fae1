"""What a request announces of itself, before it is read."""

from django.http import HttpRequest


def announced_bytes(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH", "")
    # Django, too, takes a length that is no number for an empty body.
    return int(length) if length.isdigit() else 0
