"""Stores the terms, and reads them."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Final

from catalog.models import VocabularyTerm
from catalog.vocabulary.term import TermRow

BATCH: Final = 2_000
COLUMNS: Final = tuple(field.name for field in fields(TermRow))


def stored_rows() -> list[TermRow]:
    """All terms, most frequent first."""
    rows = (row for _, row in _stored())
    return sorted(rows, key=lambda row: (-row.count, row.facet, row.value))


def replace_terms(rows: Sequence[TermRow]) -> bool:
    """Store these terms and no others. Returns whether any differed. Call it in a transaction."""
    wanted = {(row.facet, row.value): row for row in rows}
    kept: set[tuple[str, str]] = set()
    gone: list[int] = []
    for key, row in _stored():
        identity = (row.facet, row.value)
        if wanted.get(identity) == row:
            kept.add(identity)
        else:
            gone.append(key)
    VocabularyTerm.objects.filter(pk__in=gone).delete()
    new = [row for identity, row in wanted.items() if identity not in kept]
    terms = (VocabularyTerm(**{name: getattr(row, name) for name in COLUMNS}) for row in new)
    VocabularyTerm.objects.bulk_create(terms, batch_size=BATCH)
    return bool(gone or new)


def _stored() -> Iterator[tuple[int, TermRow]]:
    columns = VocabularyTerm.objects.values_list("pk", *COLUMNS)
    for key, facet, value, label, count, spellings, *others in columns.iterator():
        yield key, TermRow(facet, value, label, count, tuple(spellings), *others)
