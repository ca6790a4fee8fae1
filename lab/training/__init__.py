"""Training of open_clip models on rendered products, labelled photos and a shop's own. No ORM."""

from catalog.embedding.torchvision_operators import ensure_operators

# Here, because any module of this package may be the first to import open_clip.
ensure_operators()
