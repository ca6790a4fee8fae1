"""Django as the upstream of the front."""

import io
import json
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, close_old_connections

from catalog.keys.presented import presented
from catalog.models import Scope
from shop_search.client_address import client_address
from shop_search.front.application import Upstream
from shop_search.front.wsgi import Application, Response
from shop_search.health import ready_report


def django_upstream(application: Application) -> Upstream:
    return Upstream(
        application=application,
        probes={"/readyz": readyz},
        may_upload=may_upload,
        client_key=client_key,
    )


def readyz() -> Response:
    """Answer a probe without the middleware, which demands an allowed host and HTTPS."""
    status, report = ready_report()
    data = json.dumps(report).encode()
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    return Response(status, headers, io.BytesIO(data), len(data))


def client_key(environ: dict[str, Any]) -> str:
    return client_address(WSGIRequest(environ))


def may_upload(environ: dict[str, Any]) -> bool:
    """Return whether a signed-in user of the admin sends this, or a program with a merchant's key.

    Queries the session or the key.
    """
    request = WSGIRequest(environ)
    return _has_key(request) if request.path.startswith("/api/") else _is_signed_in(request)


def _has_key(request: WSGIRequest) -> bool:
    try:
        found = presented(request)
    except DatabaseError:
        return False
    finally:
        close_old_connections()
    allows = found.key is not None and found.key.allows(Scope.IMPORTS_WRITE)
    return allows and found.refusal is None


def _is_signed_in(request: WSGIRequest) -> bool:
    request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    try:
        user = get_user(request)
    except DatabaseError:
        return False  # the login page will report it
    finally:
        close_old_connections()
    return user.is_active and user.is_staff
