"""The kinds of errors (RFC 9457): the one table for answers, their pages, the schema and the docs.

Imports no Django: the web server uses it too.
"""

from collections.abc import Mapping
from dataclasses import dataclass

PAGES = "/api/problems/"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemType:
    name: str  # the last part of `type`; never renamed, as clients compare it
    status: int
    title: str
    cause: str
    fix: str
    # Whether an answer says in Retry-After when to try again.
    has_retry_after: bool = False

    @property
    def uri(self) -> str:
        """The value of `type`: relative to the shop, where a page describes it."""
        return f"{PAGES}{self.name}/"


def _types(*types: ProblemType) -> Mapping[str, ProblemType]:
    return {kind.name: kind for kind in types}


# The first type of a status is the one of errors that name no other.
PROBLEM_TYPES = _types(
    ProblemType(
        name="invalid-request",
        status=400,
        title="The request is not valid",
        cause="A field is unknown, missing, wrong or out of bounds, or two fields exclude each "
        "other; a named photo, search or product is not there.",
        fix="Read `invalid`: it points at each field and says what it takes.",
    ),
    ProblemType(
        name="malformed-request",
        status=400,
        title="The request cannot be read",
        cause="The body is no JSON or no complete form, the body is missing, or the request is "
        "not valid HTTP.",
        fix="Build the request with a library, and send the body whole.",
    ),
    ProblemType(
        name="unknown-host",
        status=400,
        title="The shop does not answer to this host",
        cause="The `Host` header names a host that the shop's operators have not allowed.",
        fix="Use the shop's own address. Operators add hosts to `SHOP_ALLOWED_HOSTS`.",
    ),
    ProblemType(
        name="not-authenticated",
        status=401,
        title="A valid key is needed",
        cause="The request has no key where one is needed, or its key is wrong, revoked or "
        "expired.",
        fix="Send `Authorization: Bearer KEY` with a key that is valid.",
    ),
    ProblemType(
        name="not-allowed",
        status=403,
        title="This key does not allow that",
        cause="The key lacks the scope of this operation, or is not for this origin.",
        fix="Use a key with that scope, or allow the origin in the admin.",
    ),
    ProblemType(
        name="not-found",
        status=404,
        title="There is nothing here",
        cause="The URL is misspelt, or what it names is not there: an expired search or photo, "
        "a product that is not on sale, or what another merchant has.",
        fix="Check the URL and its last slash. Start the search again.",
    ),
    ProblemType(
        name="method-not-allowed",
        status=405,
        title="This URL does not take this method",
        cause="The method is not offered at this URL.",
        fix="Use a method that the `Allow` header lists.",
    ),
    ProblemType(
        name="not-acceptable",
        status=406,
        title="The answer would be JSON",
        cause="The `Accept` header does not allow JSON.",
        fix="Send `Accept: application/json`, or leave the header out.",
    ),
    ProblemType(
        name="too-slow",
        status=408,
        title="The request took too long",
        cause="The request did not arrive in time.",
        fix="Check the connection, and send it again.",
    ),
    ProblemType(
        name="conflict",
        status=409,
        title="This does not fit the present state",
        cause="The state does not allow it, such as to resume an import that is not paused; or a "
        "request with the same `Idempotency-Key` is under way.",
        fix="Look at the state again. If a request is under way, send it again in a minute.",
    ),
    ProblemType(
        name="gone",
        status=410,
        title="The photo of this search is gone",
        cause="A photo of the search has been deleted or lost.",
        fix="Send the photo again.",
    ),
    ProblemType(
        name="length-required",
        status=411,
        title="The length of the body is missing",
        cause="A chunked body without `Content-Length`, behind another web server than the "
        "shop's own.",
        fix="Send `Content-Length`.",
    ),
    ProblemType(
        name="too-large",
        status=413,
        title="The request is too large",
        cause="The photo or the body is over its limit.",
        fix="Send a smaller photo, or fewer items at a time.",
    ),
    ProblemType(
        name="url-too-long",
        status=414,
        title="The URL is too long",
        cause="Path and query string have more than 8,192 characters.",
        fix="Use fewer words or filters, or send them as JSON to `POST /api/v1/searches/`.",
    ),
    ProblemType(
        name="unsupported-media-type",
        status=415,
        title="This type of content is not read",
        cause="The body is neither JSON nor a form, or is compressed; or the photo is of another "
        "format than JPEG, PNG, WebP, GIF, HEIC or AVIF.",
        fix="Set `Content-Type` to `application/json` or `multipart/form-data`; convert the photo.",
    ),
    ProblemType(
        name="expectation-failed",
        status=417,
        title="This expectation cannot be met",
        cause="The `Expect` header is not `100-continue`.",
        fix="Leave the header out.",
    ),
    ProblemType(
        name="unusable-content",
        status=422,
        title="The content cannot be used",
        cause="The photo is damaged, too small, too large in pixels or for the memory to decode "
        "it; or there is none at `photo_url`.",
        fix="Send another photo.",
    ),
    ProblemType(
        name="idempotency-key-reused",
        status=422,
        title="This Idempotency-Key is taken",
        cause="Another request, with other content or at another address, has had the same "
        "`Idempotency-Key` within 24 hours.",
        fix="Use a new key for each request, and the same one only to send it again.",
    ),
    ProblemType(
        name="too-many-requests",
        status=429,
        title="Too many requests",
        cause="More requests in a minute than a client, or its key, may send; or more "
        "`Idempotency-Key`s in a day than a merchant may use.",
        fix="Wait as many seconds as `Retry-After` says.",
        has_retry_after=True,
    ),
    ProblemType(
        name="headers-too-large",
        status=431,
        title="The headers are too large",
        cause="The headers have more than 32 kB.",
        fix="Send fewer or shorter headers and cookies.",
    ),
    ProblemType(
        name="server-error",
        status=500,
        title="An error of the shop",
        cause="Something went wrong on the server. It is logged under `request_id`.",
        fix="Report `request_id` to the shop's operators.",
    ),
    ProblemType(
        name="unavailable",
        status=503,
        title="Not available right now",
        cause="The encoder or the database is away, too busy or out of room, or too many photos "
        "are being read.",
        fix="Try again after as many seconds as `Retry-After` says.",
        has_retry_after=True,
    ),
)


def type_of_status(status: int) -> ProblemType:
    """Return the type of errors that name no other. Raises StopIteration for an unknown status."""
    return next(kind for kind in PROBLEM_TYPES.values() if kind.status == status)


def problem_type(name: str, *, status: int) -> ProblemType:
    """Return the type of this name if it has the status, else that of the status."""
    kind = PROBLEM_TYPES.get(name)
    return kind if kind and kind.status == status else type_of_status(status)
