"""Which rows of a file describe the same product, although they are far apart.

A row has the id that the merchant gave the product, and in some dialects an alternate id: the
handle and options in Shopify, the number of the row in WooCommerce. The alternate id tells
variants apart that share a SKU; the SKU tells rows apart that share an alternate id.
"""

from array import array
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_Hashes = NDArray[np.int64]
# Keeps an id and an equal alternate id apart.
_ALTERNATE = np.int64(0x5DEECE66D)


@dataclass(frozen=True, slots=True)
class Repetition:
    """The last row that describes the same product as an earlier one."""

    row: int
    identical: bool


@dataclass(slots=True)
class RowKeys:
    """Collects the ids of all rows, as hashes: eight bytes each instead of eighty or more."""

    _rows: "array[int]" = field(default_factory=lambda: array("i"))
    _ids: "array[int]" = field(default_factory=lambda: array("q"))
    _alternates: "array[int]" = field(default_factory=lambda: array("q"))
    _contents: "array[int]" = field(default_factory=lambda: array("q"))

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: int, external_id: str, alternate_id: str, content: int) -> None:
        """Add the next row. `content` is a hash of its cells.

        Its ids may be "". A row without an id of its own may have its alternate id twice.
        """
        self._rows.append(row)
        self._ids.append(hash(external_id))  # 0 if it is ""
        self._alternates.append(hash(alternate_id))
        self._contents.append(content)

    def repetitions(self) -> "Repetitions":
        rows, contents = np.array(self._rows, dtype=np.int32), _hashes(self._contents)
        ids, alternates = _hashes(self._ids), _hashes(self._alternates)
        by_alternate = _recognised_by_alternate(ids, alternates)
        identity = np.where(by_alternate, alternates ^ _ALTERNATE, ids)
        last = _last_of_each(identity)
        repeated = (last != np.arange(len(rows))) & (identity != 0)
        return Repetitions(
            _by_alternate=by_alternate,
            _later_rows=np.where(repeated, rows[last], 0),
            _identical=contents[last] == contents,
            _shared_ids=_shared(ids, among=alternates),
            _alternates=np.unique(alternates[by_alternate]),
        )


@dataclass(frozen=True, slots=True)
class Repetitions:
    """Rows are numbered in the order in which they were added, from 0."""

    _by_alternate: NDArray[np.bool_]  # whether each row is recognised by its alternate id
    _later_rows: NDArray[np.int32]  # for each row; 0 if none repeats it
    _identical: NDArray[np.bool_]  # whether that row has the same cells
    _shared_ids: _Hashes  # sorted
    _alternates: _Hashes  # sorted; those by which a row is recognised

    def uses_alternate(self, index: int) -> bool:
        return bool(self._by_alternate[index])

    def of(self, index: int) -> Repetition | None:
        later = int(self._later_rows[index])
        return Repetition(later, bool(self._identical[index])) if later else None

    def is_shared(self, external_id: str) -> bool:
        """Whether several rows have this id, in a dialect with alternate ids."""
        return _contains(self._shared_ids, external_id)

    def is_recognised_by(self, alternate_id: str) -> bool:
        """Whether a row is recognised by this alternate id."""
        return _contains(self._alternates, alternate_id)


def _recognised_by_alternate(ids: _Hashes, alternates: _Hashes) -> NDArray[np.bool_]:
    """Whether each row's identity is its alternate id, and not its id.

    It is, unless the alternate id is the one that repeats: variants without options, for instance.
    """
    if not alternates.any():
        return np.zeros(len(ids), dtype=np.bool_)
    has_own_id = (ids != 0) & (ids != alternates)
    tells_apart = ~np.isin(alternates, _shared(alternates[has_own_id], among=ids[has_own_id]))
    id_is_shared = np.isin(ids, _shared(ids, among=alternates))
    recognised: NDArray[np.bool_] = (alternates != 0) & (tells_apart | ~has_own_id | id_is_shared)
    return recognised


def _shared(values: _Hashes, *, among: _Hashes) -> _Hashes:
    """The values that occur with several others, sorted."""
    _, positions = np.unique(values ^ (among * _ALTERNATE), return_index=True)
    distinct, counts = np.unique(values[positions], return_counts=True)
    shared: _Hashes = distinct[(counts > 1) & (distinct != 0)]
    return shared


def _last_of_each(values: _Hashes) -> NDArray[np.intp]:
    """For each position, the last position with the same value."""
    _, first_from_end, inverse = np.unique(values[::-1], return_index=True, return_inverse=True)
    last: NDArray[np.intp] = len(values) - 1 - first_from_end
    return last[inverse[::-1]]


def _contains(sorted_hashes: _Hashes, text: str) -> bool:
    key = hash(text)
    position = int(np.searchsorted(sorted_hashes, key))
    return position < len(sorted_hashes) and int(sorted_hashes[position]) == key


def _hashes(values: "array[int] | list[int]") -> _Hashes:
    return np.array(values, dtype=np.int64)
