"""Describes keys in the OpenAPI document."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from catalog.api.keys.permissions import ScopePermission


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "catalog.api.keys.authentication.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "pk_… or sk_…",
            "description": "A publishable key (`pk_…`) for apps and pages, or a secret key "
            "(`sk_…`) of a merchant for servers. Searches also work without one, unless the shop "
            "requires it.",
        }

    def get_security_requirement(
        self, auto_schema: AutoSchema
    ) -> dict[str, list[Any]] | list[dict[str, list[Any]]]:
        """The scopes that the operation needs; or a key or none, for what shoppers do."""
        needed = [
            permission.scope.value
            for permission in auto_schema.view.get_permissions()
            if isinstance(permission, ScopePermission)
        ]
        return {self.name: needed} if needed else [{self.name: []}, {}]
