"""What a merchant chooses where a file can be read in several ways."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from catalog.models import ImportRun

MAX_NAMED: Final = 100  # columns of a file


@dataclass(frozen=True, slots=True)
class ColumnNames:
    """For a file with these columns, the names by which the dialect knows some of them.

    "" stands for a column that is left out.
    """

    columns: frozenset[str]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """ "" and None stand for what is detected."""

    dialect: str = ""
    encoding: str = ""  # one of ENCODINGS
    currency: str = ""  # of prices without one
    decimal_mark: str = ""  # "." or ",", for numbers such as 1.299
    names: Mapping[str, str] | None = None  # see ColumnNames
    remembered: tuple[ColumnNames, ...] = field(default=(), repr=False)

    @classmethod
    def of_run(cls, run: ImportRun) -> Self:
        return cls(dialect=run.dialect, **run.read_options)

    def stored(self) -> dict[str, Any]:
        """Return the choices as in ImportRun.read_options, which has the dialect beside it."""
        chosen = {
            "encoding": self.encoding,
            "currency": self.currency,
            "decimal_mark": self.decimal_mark,
            "names": None if self.names is None else dict(self.names),
        }
        return {name: value for name, value in chosen.items() if value not in ("", None)}

    def names_for(self, columns: Collection[str]) -> Mapping[str, str]:
        """Return the chosen names, or else those remembered for a file with these columns."""
        if self.names is not None:
            return self.names
        present = frozenset(nameable(columns))
        return next((known.names for known in self.remembered if known.columns == present), {})

    @property
    def known_columns(self) -> frozenset[str]:
        """The columns that have got a name, by which a header is recognised."""
        remembered = (name for known in self.remembered for name in known.names)
        return frozenset(self.names or ()).union(remembered)


def nameable(columns: Iterable[str]) -> list[str]:
    """Return the columns of a file that a merchant may give a name, and it is known by."""
    return [column for column in columns if column][:MAX_NAMED]


DETECTED: Final = ReadOptions()
