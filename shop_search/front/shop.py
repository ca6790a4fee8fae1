"""The shop's side of the front: Django, and what the front must ask it."""

import io
import json
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, close_old_connections

from shop_search.front.application import Behind
from shop_search.front.wsgi import Application, Response
from shop_search.health import ready_report
from shop_search.rate_limit import client_address


def shop(application: Application) -> Behind:
    return Behind(
        application=application,
        probes={"/readyz": readyz},
        may_upload=may_upload,
        client_of=client_of,
    )


def readyz() -> Response:
    """Apart from Django's middleware: neither host names nor redirects to HTTPS concern a probe."""
    status, report = ready_report()
    data = json.dumps(report).encode()
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    return Response(status, headers, io.BytesIO(data), len(data))


def client_of(environ: dict[str, Any]) -> str:
    return client_address(WSGIRequest(environ))


def may_upload(environ: dict[str, Any]) -> bool:
    """Whether this is somebody who is signed in to the admin. Asks the database."""
    request = WSGIRequest(environ)
    request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    try:
        user = get_user(request)
    except DatabaseError:
        return False  # the login page will say what is wrong
    finally:
        close_old_connections()
    return user.is_active and user.is_staff
