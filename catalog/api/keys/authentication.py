"""Authenticates requests by `Authorization: Bearer <key>`. `request.auth` is the ApiKey."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from catalog.keys.last_use import note_use
from catalog.keys.presented import presented
from catalog.keys.refusals import InvalidKey
from catalog.models import ApiKey


class KeyAuthentication(BaseAuthentication):
    """There is no user: a key stands for a merchant, or for an app of the shop."""

    def authenticate(self, request: Request) -> tuple[None, ApiKey] | None:
        found = presented(request._request)
        if isinstance(found.refusal, InvalidKey):
            raise AuthenticationFailed(str(found.refusal))
        if found.refusal:
            raise PermissionDenied(str(found.refusal))
        if found.key is None:
            return None
        note_use(found.key)
        return None, found.key

    def authenticate_header(self, request: Request) -> str:
        """The challenge of a 401 (RFC 6750), with an error only if a key was sent."""
        refused = presented(request._request).refusal
        return 'Bearer realm="api"' + (', error="invalid_token"' if refused else "")
