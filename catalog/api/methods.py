"""The answer to OPTIONS: which methods a resource has. The schema describes them."""

from typing import TYPE_CHECKING

from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request

if TYPE_CHECKING:  # rest_framework.views reads the setting that names this module
    from rest_framework.views import APIView


class Methods(BaseMetadata):
    def determine_metadata(self, request: Request, view: "APIView") -> dict[str, list[str]]:
        return {"methods": list(view.allowed_methods)}
