"""A category as feeds write it, with its parents."""

from catalog.ingest.text import plain_text

MAX_DEPTH = 8
MAX_NAME = 120


def category_names(path: str) -> tuple[str, ...]:
    """Clothing > Shirts: the names from the root."""
    parts = plain_text(path).split(">")
    return tuple(name for part in parts if (name := part.strip()[:MAX_NAME]))[:MAX_DEPTH]
