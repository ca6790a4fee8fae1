"""Whether an encoder version's HNSW index exists, is valid, or is being built."""

from typing import Any

from django.db import connection

from catalog.models import EncoderVersion

# Takes EncoderVersion.index_name. One row: whether the index is valid (null if there is none), and
# the phase and progress of its build.
INDEX_STATE = """
SELECT index.indisvalid, progress.phase,
    100 * progress.blocks_done / nullif(progress.blocks_total, 0)
FROM (SELECT to_regclass(%s) AS name) AS wanted
LEFT JOIN pg_index AS index ON index.indexrelid = wanted.name
LEFT JOIN pg_stat_progress_create_index AS progress ON progress.index_relid = wanted.name
"""


def has_valid_index(version: EncoderVersion) -> bool:
    valid, _phase, _percent = _state(version)
    return bool(valid)


def index_state(version: EncoderVersion) -> str:
    """Describe the index to an operator. Without a valid one, searches are exact, but slower."""
    valid, phase, percent = _state(version)
    if phase is not None:
        return f"index being built, {phase}" + (f" {percent} %" if percent is not None else "")
    if valid is None:
        return "no index, searches are exact"
    return "index valid" if valid else "index invalid, searches are exact"


def _state(version: EncoderVersion) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(INDEX_STATE, [version.index_name])
        (row,) = cursor.fetchall()
    return tuple(row)
