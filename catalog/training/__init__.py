"""Training of open_clip models on rendered products and labelled photos. No ORM."""

from catalog.embedding.torchvision_operators import ensure_operators

# Here, because any module of this package may be the first to import open_clip.
ensure_operators()
