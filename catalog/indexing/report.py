"""What a round of indexing did."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexingReport:
    claimed: int = 0  # products; 0: nothing was due
    indexed: int = 0
    postponed: int = 0  # to be tried again later
    failed: int = 0  # for good, until something changes
    photos_encoded: int = 0
    texts_encoded: int = 0

    def __add__(self, other: "IndexingReport") -> "IndexingReport":
        names = [field.name for field in fields(self)]
        return IndexingReport(
            **{name: getattr(self, name) + getattr(other, name) for name in names}
        )
