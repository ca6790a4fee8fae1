"""The encoder versions in use, how much of the catalog each has, and their indexes."""

from dataclasses import dataclass

from django.db import connection

from catalog.indexing.index_state import index_state
from catalog.models import EncoderState, EncoderVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderFigures:
    version: EncoderVersion
    embeddings: int
    index: str
    index_bytes: int | None  # None without an index


def encoder_figures() -> list[EncoderFigures]:
    """Those that serve or are being built. There are two at most."""
    versions = EncoderVersion.objects.exclude(state=EncoderState.RETIRED).defer("calibration")
    return [
        EncoderFigures(
            version=version,
            embeddings=version.embeddings.count(),
            index=index_state(version),
            index_bytes=_size(version.index_name),
        )
        for version in versions
    ]


def _size(name: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(to_regclass(%s))", [name])
        ((size,),) = cursor.fetchall()
    return None if size is None else int(size)
