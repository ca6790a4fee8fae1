"""Filters that a list shows as chips above it."""

from typing import Any

from catalog.admin.malformed_requests import TolerantChangeList


class ChipsChangeList(TolerantChangeList):
    """Has the filters that say `as_chips` in `chips`, and others in `filter_specs`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chips = [spec for spec in self.filter_specs if getattr(spec, "as_chips", False)]
        self.filter_specs = [spec for spec in self.filter_specs if spec not in self.chips]
