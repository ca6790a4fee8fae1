"""Removing encoder versions that nobody will return to."""

from catalog.indexing.hnsw import drop_index
from catalog.indexing.versions import removable_versions
from catalog.models import Embedding


def remove_retired() -> int:
    """How many versions were removed with their vectors. Not inside a transaction."""
    versions = removable_versions()
    for version in versions:
        drop_index(version)
        # Without loading a vector: nothing depends on embeddings.
        rows = Embedding.objects.filter(encoder_version=version)
        rows._raw_delete(rows.db)
        version.delete()
    return len(versions)
