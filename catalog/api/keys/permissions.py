"""What a request may do by its key."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from catalog.models import ApiKey, Scope

if TYPE_CHECKING:
    # It imports this module: the default permission.
    from rest_framework.views import APIView

_KEY_REQUIRED = (
    "This shop answers only requests with a key. Send `Authorization: Bearer <key>`; its operators "
    "make publishable keys in the admin under API keys."
)
_OF_MERCHANTS = (
    "This needs a secret key with the scope {scope}. Send `Authorization: Bearer <key>`; owners of "
    "a merchant make keys in the admin under API keys."
)
_PUBLISHABLE = (
    "A publishable key is for searches only. Use a secret key with the scope {scope}, on a server."
)
_SCOPE_MISSING = (
    "This key lacks the scope {scope}. Make another with it in the admin under API keys: those of "
    "a key never change."
)


class MayShop(BasePermission):
    """The default: what shoppers do, without a key or with one that allows searches."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        key = key_of(request)
        if key is None and settings.SHOP_API_KEY_REQUIRED:
            raise NotAuthenticated(_KEY_REQUIRED)
        if key is not None and not key.allows(Scope.SEARCH):
            raise ScopeMissing(_SCOPE_MISSING, Scope.SEARCH)
        return True


class ScopePermission(BasePermission):
    """Only for secret keys with the scope."""

    scope: ClassVar[Scope]

    def has_permission(self, request: Request, view: "APIView") -> bool:
        key = key_of(request)
        if key is None:
            raise NotAuthenticated(_OF_MERCHANTS.format(scope=self.scope.value))
        if not key.is_secret:
            raise ScopeMissing(_PUBLISHABLE, self.scope)
        if not key.allows(self.scope):
            raise ScopeMissing(_SCOPE_MISSING, self.scope)
        return True


def HasScope(scope: str) -> type[ScopePermission]:  # noqa: N802  # used as the class it returns
    """Return a permission: `permission_classes = [HasScope("products:write")]`."""
    return type("HasScope", (ScopePermission,), {"scope": Scope(scope)})


def key_of(request: Request) -> ApiKey | None:
    """The key of an authenticated request; None for an anonymous one."""
    return request.auth if isinstance(request.auth, ApiKey) else None


class ScopeMissing(PermissionDenied):
    """A 403 that also says to programs which scope is missing (RFC 6750)."""

    def __init__(self, message: str, scope: Scope) -> None:
        super().__init__(message.format(scope=scope.value))
        self.auth_header = f'Bearer realm="api", error="insufficient_scope", scope="{scope.value}"'
