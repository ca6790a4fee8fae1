"""Answers in the shop's own form that need neither a request, a template nor the database.

Also for whatever stands before Django and refuses a request itself: as bytes and headers.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from catalog.api.problem_body import MEDIA_TYPE, problem_body


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
    # Seconds. None where coming back later does not help.
    retry_after: int | None = None
    # What a person quotes who asks about it. "": it is not in the log.
    request_id: str = ""

    def for_path(self, path: str) -> Reply:
        """As the face at this path answers: a problem from the API, else a page."""
        return self.problem() if path.startswith("/api/") else self.page()

    def problem(self) -> Reply:
        """RFC 9457."""
        body = problem_body(status=self.status, detail=self.detail, request_id=self.request_id)
        return self._reply(json.dumps(body), MEDIA_TYPE)

    def page(self) -> Reply:
        """Plain HTML: the templates' context processors may need the database themselves."""
        title, detail = escape(self.title), escape(self.detail)
        quoted = f"<p>Request {escape(self.request_id)}</p>" if self.request_id else ""
        body = (
            '<!doctype html><html lang="en"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<title>{title}</title><main role="alert"><h1>{title}</h1><p>{detail}</p>{quoted}'
            "</main></html>"
        )
        return self._reply(body, "text/html; charset=utf-8")

    def _reply(self, text: str, content_type: str) -> Reply:
        later = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return Reply(
            status=self.status,
            headers={"Content-Type": content_type, "X-Content-Type-Options": "nosniff", **later},
            body=text.encode(),
        )
