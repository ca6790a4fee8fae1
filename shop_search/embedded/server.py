"""What the keeper needs to know of a server."""

from pathlib import Path
from typing import Protocol

from shop_search.child import Program


class Server(Protocol):
    @property
    def name(self) -> str:
        """For people."""

    @property
    def folder(self) -> Path:
        """Where its data and its locks lie."""

    @property
    def url(self) -> str:
        """How to connect, once prepared."""

    def prepare(self) -> None:
        """Create what is missing. Raises CannotStart."""

    def program(self) -> Program: ...

    def answers(self) -> bool: ...
