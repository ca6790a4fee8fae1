"""How an index of joint vectors is doing, in words for an operator's console."""

from django.db import connection

from catalog.models import EncoderVersion

STATE = """
SELECT index.indisvalid, progress.phase,
    100 * progress.blocks_done / nullif(progress.blocks_total, 0)
FROM (SELECT to_regclass(%s) AS name) AS wanted
LEFT JOIN pg_index AS index ON index.indexrelid = wanted.name
LEFT JOIN pg_stat_progress_create_index AS progress ON progress.index_relid = wanted.name
"""


def index_state(version: EncoderVersion) -> str:
    """While it is missing, invalid or being built, searches are exact: right, but slower."""
    with connection.cursor() as cursor:
        cursor.execute(STATE, [version.index_name])
        valid, phase, percent = cursor.fetchone() or (None, None, None)
    if phase is not None:
        return f"index being built, {phase}" + (f" {percent} %" if percent is not None else "")
    if valid is None:
        return "no index, searches are exact"
    return "index valid" if valid else "index invalid, searches are exact"
