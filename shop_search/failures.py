"""Failures to start."""


class CannotStart(Exception):
    """Its message is one line for the operator: the cause, and the fix."""
