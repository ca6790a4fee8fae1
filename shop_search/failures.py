"""The error of a shop or server that cannot start."""


class CannotStart(Exception):
    """The shop, or a server of it, cannot start. The message tells the operator cause and fix."""
