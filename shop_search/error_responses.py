"""Error responses that need no request, template or database.

They are plain bytes and headers, so that the web server can refuse a request before Django sees it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from django.utils.translation import get_language, get_language_bidi, gettext

from catalog.api.problem_body import MEDIA_TYPE, problem_body
from catalog.api.request_id import request_id
from catalog.locales import ENGLISH


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    title: str
    detail: str
    # Seconds, or None if a later attempt would fail too.
    retry_after: int | None = None
    # Of the problem type; "" for that of the status.
    name: str = ""
    # Whether a page quotes the id of the request, for a report: the log has more about it.
    is_logged: bool = False

    def for_path(self, path: str) -> Reply:
        """Return a problem document for paths of the API, else an HTML page."""
        return self.problem() if path.startswith("/api/") else self.page()

    def problem(self) -> Reply:
        """Return the response as a problem document (RFC 9457)."""
        body = problem_body(status=self.status, detail=self.detail, name=self.name)
        return self._reply(json.dumps(body), MEDIA_TYPE)

    def page(self) -> Reply:
        """Return HTML without a template: context processors may query a database that is down."""
        title, detail = escape(self.title), escape(self.detail)
        language, direction = get_language() or ENGLISH, "rtl" if get_language_bidi() else "ltr"
        body = (
            f'<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<title>{title}</title><main><div role="alert"><h1>{title}</h1><p>{detail}</p></div>'
            f"{self._request()}{_search_box()}</main></html>"
        )
        return self._reply(body, "text/html; charset=utf-8")

    def _request(self) -> str:
        if not self.is_logged:
            return ""
        text = gettext("Request {id}").format(id=request_id.get())
        return f"<p>{escape(text)}</p>"

    def _reply(self, text: str, content_type: str) -> Reply:
        retry = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return Reply(
            status=self.status,
            headers={
                "Content-Type": content_type,
                "X-Content-Type-Options": "nosniff",
                "X-Request-ID": request_id.get(),
                **retry,
            },
            body=text.encode(),
        )


def _search_box() -> str:
    """A way on from an error. It needs no script, style or token."""
    label, button = escape(gettext("Search for")), escape(gettext("Search"))
    return (
        f'<form action="/search/" method="get" role="search"><label>{label} '
        '<input type="search" name="q" maxlength="500" enterkeyhint="search"></label> '
        f'<button type="submit">{button}</button></form>'
        f'<p><a href="/">{escape(gettext("To the home page"))}</a></p>'
    )
