"""The id of the current request, for the log, the response and a user's report."""

from contextvars import ContextVar

# "" outside a request. The web server sets it for each request.
request_id: ContextVar[str] = ContextVar("request_id", default="")
