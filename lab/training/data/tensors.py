"""Dataclasses of tensors that move to a device as a whole."""

from dataclasses import dataclass, fields, replace
from typing import Self

from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TensorDataclass:
    def to(self, device: str) -> Self:
        """Return a copy with all tensors on the device, even those in nested TensorDataclasses."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        movable = {
            name: value
            for name, value in values.items()
            if isinstance(value, Tensor | TensorDataclass)
        }
        return replace(self, **{name: value.to(device) for name, value in movable.items()})
