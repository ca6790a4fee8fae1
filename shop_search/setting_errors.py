"""Checks of settings as validators, so that a wrong one stops the start and names the fix."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from environs import ValidationError

V = TypeVar("V")
P = ParamSpec("P")


def names_fix(
    check: Callable[Concatenate[V, P], None], *args: P.args, **kwargs: P.kwargs
) -> Callable[[V], None]:
    """Return a validator from a check that raises ValueError."""

    def validator(value: V) -> None:
        try:
            check(value, *args, **kwargs)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    return validator
