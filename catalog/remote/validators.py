"""Validators, by which a server is asked for something only if it has changed."""

from dataclasses import dataclass
from typing import Final, Self

import requests

from catalog.models import Photo


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server calls this version of something (RFC 9110, 8.8). Empty if it does not."""

    etag: str = ""
    last_modified: str = ""

    @classmethod
    def of(cls, response: requests.Response) -> Self:
        """Return those of a response. One that is too long to be kept counts as none."""
        etag, last_modified = (
            value if len(value) <= Photo.MAX_VALIDATOR and value.isprintable() else ""
            for value in (response.headers.get(name, "") for name in ("ETag", "Last-Modified"))
        )
        return cls(etag=etag, last_modified=last_modified)

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for it only if it is another version."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


NO_VALIDATORS: Final = Validators()
