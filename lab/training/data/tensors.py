"""Values that hold tensors, and go to a device as one."""

from dataclasses import dataclass, fields, replace
from typing import Self

from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tensors:
    def to(self, device: str) -> Self:
        """With all tensors in it, also those of its parts, on the device."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        held = {name: it for name, it in values.items() if isinstance(it, Tensor | Tensors)}
        return replace(self, **{name: it.to(device) for name, it in held.items()})
