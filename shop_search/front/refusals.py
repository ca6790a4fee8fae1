"""Responses to requests that are refused before Django sees them."""

from django.utils.translation import gettext

from catalog.locales import number
from shop_search.error_responses import Answer
from shop_search.front.limits import KB, MB

# Seconds.
RETRY_AFTER = 5
# A full disk is seldom freed at once.
DISK_RETRY_AFTER = 60


class Refused(Exception):
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.title)
        self.answer = answer


def bad_request() -> Answer:
    return Answer(
        status=400,
        title=gettext("This request cannot be understood"),
        detail=gettext("It is not valid HTTP/1.1. Please start again from the home page."),
        name="malformed-request",
    )


def too_slow() -> Answer:
    return Answer(
        status=408,
        title=gettext("This request took too long"),
        detail=gettext("It did not arrive in time. Please check the connection and send it again."),
    )


def body_too_large(limit: int) -> Answer:
    size = f"{limit // MB} MB" if limit >= MB else f"{limit // KB} kB"
    return Answer(
        status=413,
        title=gettext("This request is too large"),
        detail=gettext(
            "At most {size} may be sent to this address. Please send a smaller photo or file."
        ).format(size=size),
    )


def sign_in_required() -> Answer:
    return Answer(
        status=413,
        title="Please sign in first",
        detail="Only signed-in users may send large files here. Sign in, or in the API send a "
        "secret key with the scope imports:write, then send the file again.",
    )


def target_too_long(limit: int) -> Answer:
    return Answer(
        status=414,
        title=gettext("This address is too long"),
        detail=gettext(
            "It may have up to {limit} characters. Please use fewer words, or fewer filters."
        ).format(limit=number(limit)),
    )


def expectation_failed() -> Answer:
    return Answer(
        status=417,
        title=gettext("This request cannot be understood"),
        detail=gettext("The shop meets only the expectation 100-continue. Leave out Expect."),
    )


def head_too_large() -> Answer:
    return Answer(
        status=431,
        title=gettext("This request's headers are too large"),
        detail=gettext("Please delete this site's cookies and try again."),
    )


def busy() -> Answer:
    return Answer(
        status=503,
        title=gettext("Back in a moment"),
        detail=gettext("The shop is very busy at the moment. Please try again shortly."),
        retry_after=RETRY_AFTER,
    )


def disk_full() -> Answer:
    return Answer(
        status=503,
        title=gettext("No room for this file"),
        detail=gettext(
            "The disk is full, so the file could not be stored. Please try again later."
        ),
        retry_after=DISK_RETRY_AFTER,
    )
