"""What stops the shop from starting."""


class CannotStart(Exception):
    """The message is one line for a person: the cause, and the fix."""
