"""What a request announces of itself, before it is read."""

from django.http import HttpRequest

MAX_DIGITS = 20


def announced_bytes(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH", "")
    # Django, too, takes a length that is no number for an empty body. int() refuses long ones.
    return int(length[:MAX_DIGITS]) if length.isascii() and length.isdigit() else 0
