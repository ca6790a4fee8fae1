"""The error for whatever cannot start."""


class CannotStart(Exception):
    """The shop, or a server of it, cannot start. The message tells the operator cause and fix."""
