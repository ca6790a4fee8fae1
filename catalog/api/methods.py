"""The answer to OPTIONS: which methods a resource has. The schema describes them."""

from typing import Any

from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request


class Methods(BaseMetadata):
    # No APIView: its module loads this one.
    def determine_metadata(self, request: Request, view: Any) -> dict[str, list[str]]:
        return {"methods": list(view.allowed_methods)}
