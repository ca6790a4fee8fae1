"""Training of open_clip models on rendered designs, labelled photos and a shop's own catalog.

The rooms are `data/` (examples and batches), `datasets/`, `model/` and `objective/` (targets and
losses). The loop is in `trainer.py`, a whole run in `train.py`. Nothing here uses the ORM.
"""

from catalog.embedding.torchvision_operators import ensure_operators

# Called here, because any module of this package may be the first to import open_clip.
ensure_operators()
